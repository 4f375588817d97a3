import { WorkflowSpanProcessor } from '@openbox/spans';
import { testIdentity } from '@openbox/spans/testing';
import { takesBack } from './takes-back';

describe('takesBack', () => {
  const running = new WorkflowSpanProcessor().startActivity(testIdentity());
  const stopped = new WorkflowSpanProcessor().startActivity(testIdentity());
  stopped.stopWith({ verdict: 'block' });

  it.each(['ROLLBACK', 'rollback to savepoint a', '/* trace */ ROLLBACK', 'ABORT', 'DISCARD', 'UNWATCH'])(
    'lets %s through in an attempt that was stopped, and there alone',
    (statement) => {
      expect(takesBack(stopped, [statement])).toBe(true);
      expect(takesBack(running, [statement])).toBe(false);
    },
  );

  it.each(
    [['COMMIT'], ['DELETE FROM a'], ['ROLLBACK', 'DELETE FROM a'], []].map((statements) => [statements]),
  )('does not let %j through', (statements) => {
    expect(takesBack(stopped, statements)).toBe(false);
  });
});
