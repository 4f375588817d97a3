import { getGovernanceFailure } from '@openbox/temporal';
import { Client, Connection } from '@temporalio/client';
import { billing } from './workflows';

async function main(): Promise<void> {
  const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233' });
  try {
    const handle = await new Client({ connection }).workflow.start(billing, {
      taskQueue: 'billing',
      workflowId: `billing-${Date.now()}`,
      args: ['ACME', 4000],
    });
    console.log(await handle.result());
  } catch (error) {
    const refusal = getGovernanceFailure(error);
    if (!refusal) throw error;
    console.error(`Refused by governance: ${refusal.message}`);
    process.exitCode = 1;
  } finally {
    await connection.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
