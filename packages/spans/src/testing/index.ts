export { InMemoryGate, type InMemoryGateAnswer } from './in-memory-gate';
