import { operation, service } from 'nexus-rpc';

/** The Nexus service that recorded Workflows ask. */
export const office = service('office', { stamp: operation<string, string>() });

/** Name of its endpoint, for the Workers of one task queue. */
export function officeEndpoint(taskQueue: string): string {
  return `office-${taskQueue}`;
}
