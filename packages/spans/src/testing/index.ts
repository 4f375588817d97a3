export { InMemoryGate, type InMemoryGateAnswer } from './in-memory-gate';
export { testIdentity } from './test-identity';
export { testOperation } from './test-operation';
