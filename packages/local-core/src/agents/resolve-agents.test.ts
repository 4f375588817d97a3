import { resolveAgents } from './resolve-agents';

describe('agents', () => {
  test('are one with a generated key and id where none is named', () => {
    const [agent, ...others] = resolveAgents();
    expect(others).toEqual([]);
    expect(agent).toEqual({
      name: 'default',
      agentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      apiKey: expect.stringMatching(/^obx_test_[0-9a-f]{48}$/),
      active: true,
    });
    expect(resolveAgents()[0]?.apiKey).not.toBe(agent?.apiKey);
  });

  test('keep what was given, then what was remembered', () => {
    const remembered = [
      { name: 'a', agentId: 'remembered-a', apiKey: 'obx_test_remembered' },
      { name: 'b', agentId: 'remembered-b', apiKey: 'obx_test_other' },
    ];
    const did = 'did:aip:6e8bc430-9c3a-11d9-9669-0800200c9a66';
    const given = [
      { name: 'a' },
      { name: 'b', agentId: 'given', apiKey: 'obx_live_given', did, active: false },
    ];
    expect(resolveAgents(given, remembered)).toEqual([
      { name: 'a', agentId: 'remembered-a', apiKey: 'obx_test_remembered', active: true },
      { name: 'b', agentId: 'given', apiKey: 'obx_live_given', did, active: false },
    ]);
  });

  test.each([
    ['no agent', [], 'agents must name at least one agent'],
    ['an empty name', [{ name: ' ' }], 'agents[0].name must not be empty'],
    [
      'a key of another kind',
      [{ name: 'a', apiKey: 'obx_key_secret' }],
      'agents[0].apiKey must look like obx_test_',
    ],
    [
      'a DID of another kind',
      [{ name: 'a', did: 'did:web:x' }],
      'agents[0].did must look like did:aip:<uuid>',
    ],
    [
      'a public key of another length',
      [{ name: 'a', publicKey: 'AAAA' }],
      'agents[0].publicKey must be 32 bytes',
    ],
    [
      'a public key alone',
      [{ name: 'a', publicKey: Buffer.alloc(32).toString('base64') }],
      'needs agents[0].did',
    ],
    ['a name twice', [{ name: 'a' }, { name: 'a' }], 'the same name'],
    [
      'a key twice',
      [
        { name: 'a', apiKey: 'obx_test_secret' },
        { name: 'b', apiKey: 'obx_test_secret' },
      ],
      'the same apiKey',
    ],
    [
      'an id twice',
      [
        { name: 'a', agentId: 'x' },
        { name: 'b', agentId: 'x' },
      ],
      'the same agentId',
    ],
  ])('are refused with %s, without showing a key', (_, agents, message) => {
    expect(() => resolveAgents(agents)).toThrow(message);
    expect(() => resolveAgents(agents)).not.toThrow('secret');
  });
});
