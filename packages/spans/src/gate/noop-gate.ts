import type { OperationGate } from './operation-gate';

/** Lets everything run. The gate of every scope that was given none. */
export const noopGate: OperationGate = {
  before: () => undefined,
  beforeSync: () => undefined,
  after: () => undefined,
};
