import type { Connection } from '@temporalio/client';

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2;

/** Registers the search attribute that says how governance stands to a run, unless it is there. */
export async function registerStatusAttribute(connection: Connection, namespace: string): Promise<void> {
  const searchAttributes = { OpenBoxStatus: KEYWORD };
  await connection.operatorService
    .addSearchAttributes({ namespace, searchAttributes })
    .catch((error: unknown) => {
      if (!String(error).includes('already')) throw error;
    });
}
