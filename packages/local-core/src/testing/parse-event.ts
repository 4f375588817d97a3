import type { GovernanceEvent } from '@openbox/core-client/contract';
import { GovernanceEventSchema } from '@openbox/core-client/wire';
import * as v from 'valibot';

/** A body as the server hands it on. */
export function parseEvent(body: unknown): GovernanceEvent {
  return v.parse(GovernanceEventSchema, body);
}
