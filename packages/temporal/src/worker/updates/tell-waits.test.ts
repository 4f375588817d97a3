import { Client, Connection } from '@temporalio/client';
import { METADATA_QUERY } from '../../common/seen-waits-header';
import { tellWaits } from './tell-waits';

const run = { workflowId: 'w', runId: 'r' };

test('where Temporal does not answer, the question goes on without', async () => {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const question = { queryType: METADATA_QUERY };
  const begunMs = Date.now();
  await tellWaits([question], run, new Client({ connection }));
  expect(Date.now() - begunMs).toBeLessThan(5_000);
  expect(question).toEqual({ queryType: METADATA_QUERY });
  await connection.close();
});

test('where there is no client yet, too', async () => {
  const question = { queryType: METADATA_QUERY };
  await tellWaits([question], run, undefined);
  expect(question).toEqual({ queryType: METADATA_QUERY });
});
