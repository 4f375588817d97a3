import { createTeardown } from './teardown';

describe('createTeardown', () => {
  it('ends the last started first, and everything once', async () => {
    const ended: string[] = [];
    const teardown = createTeardown({ onProblem: () => {} });
    for (const name of ['server', 'core', 'worker']) {
      teardown.add(name, async () => ended.push(name));
    }
    await Promise.all([teardown.run(), teardown.run()]);
    await teardown.run();
    expect(ended).toEqual(['worker', 'core', 'server']);
  });

  it('goes on after a step that fails or hangs, and says which', async () => {
    const problems: string[] = [];
    const ended: string[] = [];
    const teardown = createTeardown({ timeoutMs: 20, onProblem: (message) => problems.push(message) });
    teardown.add('server', async () => ended.push('server'));
    teardown.add('core', () => Promise.reject(new Error('busy')));
    teardown.add('worker', () => new Promise(() => {}));
    await teardown.run();
    expect(ended).toEqual(['server']);
    expect(problems).toEqual([
      'worker did not end cleanly: not done within 20 ms',
      'core did not end cleanly: busy',
    ]);
  });

  it('ends what was still being started when it ran', async () => {
    const ended: string[] = [];
    const teardown = createTeardown({ onProblem: () => {} });
    teardown.add('core', async () => {
      teardown.add('late', async () => ended.push('late'));
    });
    await teardown.run();
    teardown.add('later', async () => ended.push('later'));
    await teardown.run();
    expect(ended).toEqual(['late', 'later']);
  });
});
