import type { GuardrailsResult } from '@openbox/core-client/contract';
import { compilePolicies } from '../policies/compile-policies';
import { activityCompleted, activityStarted, signalReceived } from '../testing/events';
import { parseEvent } from '../testing/parse-event';
import { runGuardrails } from './run-guardrails';

const agent = { id: 'agent-1', name: 'support' };

function run(guardrails: readonly string[], event: unknown): GuardrailsResult | undefined {
  const lines = guardrails.map((guardrail, index) => `  - { id: g${String(index)}, ${guardrail} }`);
  const text = `defaultDecision: allow\nguardrails:\n${lines.join('\n')}\n`;
  return runGuardrails(compilePolicies([{ file: 'p.yaml', text }]).guardrails, parseEvent(event), agent);
}

const prompt = (text: string): unknown => activityStarted({ activity_input: [{ prompt: text, id: 7 }] });
const PHONE = 'type: pii, entities: [PHONE_NUMBER], stage: input, fields: [input.prompt]';
const WORDS = 'type: ban_words, words: [SSN, hack, bomb], stage: input, fields: [input.prompt]';

describe('guardrails', () => {
  test('redact a phone number, as documented', () => {
    const text = 'My phone number is 555-867-5309, please book the Qantas flight for me';
    expect(run([`${PHONE}, on_fail: fix`], prompt(text))).toEqual({
      inputType: 'activity_input',
      redactedInput: [
        { prompt: 'My phone number is <PHONE_NUMBER>, please book the Qantas flight for me', id: 7 },
      ],
      validationPassed: true,
      reasons: [{ type: 'pii', field: 'input.prompt', reason: 'Text contains PII: PHONE_NUMBER; replaced' }],
    });
  });

  test('take banned words out, as documented', () => {
    const text = 'I need your SSN to hack the system and bomb the competition';
    expect(run([`${WORDS}, on_fail: fix`], prompt(text))?.redactedInput).toEqual([
      { prompt: 'I need your S to h the system and b the competition', id: 7 },
    ]);
  });

  test('refuse banned words, as documented, and redact nothing then', () => {
    expect(run([`${WORDS}, on_fail: block`], prompt('hack it'))).toEqual({
      inputType: 'activity_input',
      validationPassed: false,
      reasons: [
        {
          type: 'ban_words',
          field: 'input.prompt',
          reason: 'Validation failed for field with errors: Output contains banned words',
        },
      ],
    });
  });

  test('run as a chain, each on what the one before it left', () => {
    const first =
      'type: regex, pattern: secret, replacement: "hack", stage: input, fields: [input.prompt], on_fail: fix';
    const result = run([first, `${WORDS}, on_fail: fix`], prompt('the secret'));
    expect(result?.redactedInput).toEqual([{ prompt: 'the h', id: 7 }]);
    expect(result?.reasons.map(({ type }) => type)).toEqual(['regex', 'ban_words']);
  });

  test('refuse where one of a chain refuses, and say only why', () => {
    const result = run([`${PHONE}, on_fail: fix`, `${WORDS}, on_fail: block`], prompt('hack 555-867-5309'));
    expect(result?.validationPassed).toBe(false);
    expect(result).not.toHaveProperty('redactedInput');
    expect(result?.reasons).toHaveLength(1);
  });

  test('never show what they found', () => {
    const fixed = run(
      ['type: pii, stage: input, fields: [input], on_fail: fix'],
      prompt('a@b.com 555-867-5309'),
    );
    const refused = run(
      [
        'type: pii, stage: input, fields: [input], on_fail: block',
        'type: regex, pattern: "a@b", message: No mail, stage: input, fields: [input], on_fail: block',
      ],
      prompt('a@b.com 555-867-5309'),
    );
    expect(JSON.stringify([fixed, refused])).not.toMatch(/a@b|867/);
    expect(refused?.reasons.map(({ reason }) => reason)).toEqual([
      'Validation failed for field with errors: Text contains PII: EMAIL_ADDRESS, PHONE_NUMBER',
      'Validation failed for field with errors: No mail',
    ]);
  });

  test('say that they ran and found nothing', () => {
    expect(run([`${PHONE}, on_fail: fix`], prompt('hello'))).toEqual({
      inputType: 'activity_input',
      validationPassed: true,
      reasons: [],
    });
  });

  test('look at the output after the activity', () => {
    const guardrail = 'type: pii, stage: output, fields: [output.text], on_fail: fix';
    expect(run([guardrail], activityCompleted({ activity_output: { text: 'a@b.com' } }))).toMatchObject({
      inputType: 'activity_output',
      redactedInput: { text: '<EMAIL_ADDRESS>' },
    });
    expect(run([guardrail], activityCompleted({ activity_output: null }))).toMatchObject({ reasons: [] });
    expect(
      run(
        ['type: pii, stage: output, fields: [output], on_fail: fix'],
        activityCompleted({ activity_output: 'a@b.com' }),
      )?.redactedInput,
    ).toBe('<EMAIL_ADDRESS>');
  });

  test.each([
    ['the other stage', 'type: pii, stage: output, fields: [output], on_fail: fix', prompt('a@b.com')],
    [
      'another activity',
      'type: pii, stage: input, activity_type: payout, fields: [input], on_fail: fix',
      prompt('a@b.com'),
    ],
    [
      'another agent',
      'type: pii, stage: input, agents: [research], fields: [input], on_fail: fix',
      prompt('a@b.com'),
    ],
    ['no activity', 'type: pii, stage: input, fields: [input], on_fail: fix', signalReceived()],
    [
      'an operation of an activity',
      'type: pii, stage: input, fields: [input], on_fail: fix',
      activityStarted({ activity_input: ['a@b.com'], hook_trigger: true }),
    ],
  ])('do not run for %s', (_, guardrail, event) => {
    expect(run([guardrail], event)).toBeUndefined();
  });
});
