import { claimRun } from './claim-run';

const ACTIVATOR = '__TEMPORAL_ACTIVATOR__';

function beginRun(activator: object | undefined): void {
  Reflect.set(globalThis, ACTIVATOR, activator);
}

afterEach(() => Reflect.deleteProperty(globalThis, ACTIVATOR));

describe('claimRun', () => {
  it('gives a run to who asks first, and to that one alone', () => {
    beginRun({});
    expect([claimRun(), claimRun()]).toEqual([true, false]);
  });

  it('holds across copies of the module', () => {
    beginRun({});
    expect(claimRun()).toBe(true);
    jest.isolateModules(() => {
      const copy = jest.requireActual<{ claimRun: typeof claimRun }>('./claim-run');
      expect(copy.claimRun).not.toBe(claimRun);
      expect(copy.claimRun()).toBe(false);
    });
  });

  it('begins anew with each run', () => {
    const first = {};
    beginRun(first);
    expect(claimRun()).toBe(true);
    beginRun({});
    expect(claimRun()).toBe(true);
    beginRun(first);
    expect(claimRun()).toBe(false);
  });

  it.each([
    ['there is no activator', undefined],
    ['it takes no mark', Object.freeze({})],
  ])('lets everybody govern where %s', (_name, activator) => {
    beginRun(activator);
    expect([claimRun(), claimRun()]).toEqual([true, true]);
  });
});
