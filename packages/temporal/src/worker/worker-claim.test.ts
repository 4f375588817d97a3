import { inspect } from 'node:util';
import { OpenBoxConfigError } from '@openbox/core-client/contract';
import type { Evaluator } from '@openbox/core-client/contract';
import type { CoreAddress } from './core-address';
import { claimWorker, givesWay } from './worker-claim';

const address = { url: 'https://core.example', apiKey: 'obx_test_sentinel1' };
const evaluator: Evaluator = { evaluate: () => Promise.resolve({ verdict: 'allow' }) };

function claimedBy(core: CoreAddress | undefined): () => void {
  const activity = (): void => undefined;
  claimWorker(activity, core);
  return activity;
}

describe('givesWay', () => {
  it.each<[string, CoreAddress | undefined, CoreAddress | undefined]>([
    ['the same URL and key', address, { ...address }],
    ['the same URL and key, written otherwise', address, { ...address, url: ' https://CORE.example:443// ' }],
    ['the same evaluator', { evaluator }, { evaluator }],
    ['nobody to ask', address, undefined],
  ])('keeps a worker from a plugin with %s', (_name, first, further) => {
    expect(givesWay(claimedBy(first), further)).toBe(false);
  });

  it.each<[string, CoreAddress, CoreAddress]>([
    ['another key', address, { ...address, apiKey: 'obx_test_sentinel2' }],
    ['another URL', address, { ...address, url: 'https://other.example' }],
    ['an evaluator', address, { evaluator }],
    ['another evaluator', { evaluator }, { evaluator: { ...evaluator } }],
  ])('refuses a further plugin with %s, says what to do, and names no key', (_name, first, further) => {
    const activity = claimedBy(first);
    expect(() => givesWay(activity, further)).toThrow(OpenBoxConfigError);
    expect(() => givesWay(activity, further)).toThrow(/^(?!.*sentinel).*one plugin to each worker/);
    expect(inspect(activity, { showHidden: true })).not.toContain('sentinel');
  });

  it('leaves a worker that nobody governs to whoever comes next', () => {
    expect(givesWay(claimedBy(undefined), address)).toBe(true);
    expect(givesWay(claimedBy(undefined), undefined)).toBe(true);
  });

  it('holds across copies of the module', () => {
    const activity = claimedBy(address);
    jest.isolateModules(() => {
      const copy = jest.requireActual<{ givesWay: typeof givesWay }>('./worker-claim');
      expect(copy.givesWay).not.toBe(givesWay);
      expect(copy.givesWay(activity, address)).toBe(false);
    });
  });

  it('refuses an activity that no plugin made', () => {
    expect(() => givesWay(() => undefined, address)).toThrow('send_governance_event');
  });
});
