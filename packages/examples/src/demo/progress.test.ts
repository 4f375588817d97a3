import { createStep } from './progress';

describe('createStep', () => {
  it('says what begins before it begins, and what came of it', async () => {
    const lines: string[] = [];
    const step = createStep((line) => lines.push(line));
    const result = await step(
      'starting the server',
      async () => {
        expect(lines.join()).toContain('starting the server');
        return 7233;
      },
      (port) => `server on ${port}`,
    );
    expect(result).toBe(7233);
    expect(lines[1]).toMatch(/server on 7233.*\(\d+\.\d s\)/);
  });

  it('lets an error through and does not claim success', async () => {
    const lines: string[] = [];
    const step = createStep((line) => lines.push(line));
    await expect(
      step(
        'x',
        () => Promise.reject(new Error('taken')),
        () => 'up',
      ),
    ).rejects.toThrow('taken');
    expect(lines).toHaveLength(1);
  });
});
