import { claimRun } from './claim-run';
import { interceptors } from './interceptors';

const ACTIVATOR = '__TEMPORAL_ACTIVATOR__';

afterEach(() => Reflect.deleteProperty(globalThis, ACTIVATOR));

it('adds nothing but its mark of the bundle to a run that another copy governs', () => {
  Reflect.set(globalThis, ACTIVATOR, {});
  claimRun();
  expect(interceptors()).toEqual({ openbox: 'openbox:workflow-interceptors:v1' });
});
