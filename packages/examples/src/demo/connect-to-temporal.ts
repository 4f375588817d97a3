import { setTimeout as delay } from 'node:timers/promises';
import { Connection, isGrpcServiceError } from '@temporalio/client';
import { DemoError } from './demo-error';
import type { TemporalServer } from './temporal-server';

const READY_TIMEOUT_MS = 10_000;

/**
 * Connect to a server that listens, and wait until it serves its namespace.
 *
 * @throws {@link DemoError} that names the address and what the server said.
 */
export async function connectToTemporal({ address, namespace }: TemporalServer): Promise<Connection> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    let connection: Connection | undefined;
    try {
      connection = await Connection.connect({ address, connectTimeout: '3s' });
      await connection.workflowService.describeNamespace({ namespace });
      return connection;
    } catch (error) {
      await connection?.close();
      if (Date.now() > deadline) {
        const said = isGrpcServiceError(error) ? error.details : String(error);
        throw new DemoError(
          `The Temporal server at ${address} does not serve the namespace "${namespace}": ${said}`,
        );
      }
      await delay(50);
    }
  }
}
