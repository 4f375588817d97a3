import type { GoverningCore, WaitingApproval } from './governing-core';
import { playPerson } from './person';

interface FakeCore {
  readonly core: GoverningCore;
  readonly decided: string[];
  waiting: WaitingApproval | undefined;
}

function createFakeCore(waiting: WaitingApproval | undefined): FakeCore {
  const fake: FakeCore = {
    decided: [],
    waiting,
    core: {
      url: 'http://core',
      apiKey: 'k',
      decisions: async () => [],
      waiting: async () => fake.waiting,
      decide: async (id, decision, reason) => {
        fake.decided.push(`${decision} ${id}: ${reason}`);
        fake.waiting = undefined;
      },
      decideCommand: (id, decision) => `core ${decision} ${id}`,
      close: async () => {},
    },
  };
  return fake;
}

const decision = { decision: 'approve', reason: 'checked' } as const;

describe('playPerson', () => {
  it('prints both commands and decides when nobody else did', async () => {
    const fake = createFakeCore({ id: 'ap-1', reason: 'large' });
    const lines: string[] = [];
    const { signal } = new AbortController();
    const out = (text: string): number => lines.push(text);
    await playPerson({ core: fake.core, runId: 'r', decision, decideAfterMs: 0, out, signal });
    expect(fake.decided).toEqual(['approve ap-1: checked']);
    const text = lines.join('\n');
    expect(text).toContain('core approve ap-1');
    expect(text).toContain('core reject ap-1');
    expect(text).toContain('approve by the demo: checked');
  });

  it('leaves the decision to whoever was quicker', async () => {
    const fake = createFakeCore({ id: 'ap-1', reason: 'large' });
    const lines: string[] = [];
    const out = (text: string): void => {
      lines.push(text);
      // Somebody runs the printed command.
      if (text.includes('core approve')) fake.waiting = undefined;
    };
    const { signal } = new AbortController();
    await playPerson({ core: fake.core, runId: 'r', decision, decideAfterMs: 60_000, out, signal });
    expect(fake.decided).toEqual([]);
    expect(lines.at(-1)).toContain('by you');
  });

  it('ends with the run where nothing was asked', async () => {
    const fake = createFakeCore(undefined);
    const controller = new AbortController();
    const lines: string[] = [];
    const out = (text: string): number => lines.push(text);
    const playing = playPerson({
      core: fake.core,
      runId: 'r',
      decision,
      decideAfterMs: 0,
      out,
      signal: controller.signal,
    });
    controller.abort();
    await playing;
    expect(lines).toEqual([]);
  });

  it('does not hide that Core failed', async () => {
    const fake = createFakeCore(undefined);
    const core: GoverningCore = { ...fake.core, waiting: () => Promise.reject(new Error('core is gone')) };
    const { signal } = new AbortController();
    const playing = playPerson({ core, runId: 'r', decision, decideAfterMs: 0, out: () => {}, signal });
    await expect(playing).rejects.toThrow('core is gone');
  });
});
