import { isInternalName } from './internal-name';

test.each(['__temporal_workflow_metadata', '__stack_trace', '__enhanced_stack_trace'])(
  '%s is Temporal’s own',
  (name) => expect(isInternalName(name)).toBe(true),
);

test.each(['__stack_traces', 'temporal', 'my__temporal_', '__mine', 'notes'])('%s is the user’s', (name) =>
  expect(isInternalName(name)).toBe(false),
);
