import { TestWorkflowEnvironment } from '@temporalio/testing';
import { resolveTemporalCli } from './temporal-cli';

/** A stock dev server polls its queues 20 times a second, which would be most of the run's time. */
const FAST_POLLING = [
  'history.timerProcessorMaxTimeShift="1ms"',
  'history.timerProcessorMaxPollRPS=1000',
  'history.transferProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxPollHostRPS=3000',
  'history.transferProcessorMaxPollHostRPS=3000',
].flatMap((setting) => ['--dynamic-config-value', setting]);

/** One dev server for the whole run, or the one that `TEMPORAL_ADDRESS` names. */
export async function startDevServer(): Promise<TestWorkflowEnvironment> {
  const address = process.env.TEMPORAL_ADDRESS?.trim();
  if (address !== undefined && address !== '') {
    return TestWorkflowEnvironment.createFromExistingServer({ address });
  }
  // The runtime gives a server five seconds to come up, which a busy machine may exceed the first time.
  return createLocal().catch(createLocal);
}

function createLocal(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: resolveTemporalCli() },
      log: { level: 'error', format: 'pretty' },
      extraArgs: FAST_POLLING,
    },
  });
}
