import { Socket } from 'node:net';
import type { StatementFacts } from '../operation/statement-facts';
import type { MakeWrapper } from '../patch/patch-for-scopes';
import type { PatchSet } from '../patch/patch-set';
import type { SeenScopes } from '../patch/seen-scopes';
import { NewConnection, type OnConnectionRefused } from './new-connection';

/** A connection that a method is about to open. */
export interface ConnectionDescription {
  readonly server: StatementFacts;
  readonly onRefused?: OnConnectionRefused;
}

/**
 * Makes the connections that a method opens operations of their own, where operations are asked for; nothing is recorded
 * where they are not.
 *
 * @param describe - `undefined` where the method opens none that the program asked for
 */
export function opensConnection<This extends object>(
  describe: (client: This, args: readonly unknown[]) => ConnectionDescription | undefined,
): MakeWrapper<This> {
  return (original, scopes) =>
    function (...args) {
      const open = (): unknown => original.apply(this, args);
      return openGoverned(scopes, () => describe(this, args), open);
    };
}

/** Opens a connection as {@link opensConnection} does. */
export function openGoverned<T>(
  scopes: SeenScopes,
  describe: () => ConnectionDescription | undefined,
  open: (isGoverned: boolean) => T,
): T {
  const scope = scopes.current();
  if (scope?.isGated !== true || !scope.isOpen) return open(false);
  const description = describe();
  if (description === undefined) return open(false);
  return new NewConnection(scope, description.server, description.onRefused).run(() => open(true));
}

/**
 * The same for a client that would go on trying where its socket fails: its promise is rejected with the refusal.
 *
 * @param giveUp - makes the client stop trying
 */
export function connectsUntilRefused<This extends object>(
  describe: (client: This) => StatementFacts | undefined,
  giveUp: (client: This, error: unknown) => void,
): MakeWrapper<This> {
  return (original, scopes) =>
    function (...args) {
      let refusal: { readonly error: unknown } | undefined;
      const onRefused: OnConnectionRefused = (error) => {
        refusal = { error };
        giveUp(this, error);
      };
      const describeClient = (): ConnectionDescription | undefined => {
        const server = describe(this);
        return server === undefined ? undefined : { server, onRefused };
      };
      return openGoverned(scopes, describeClient, (isGoverned) => {
        const connected = original.apply(this, args);
        return isGoverned ? orRefused(connected, () => refusal) : connected;
      });
    };
}

/** A client that gave up says that it was closed, or that all is well. */
async function orRefused(
  connected: unknown,
  refusal: () => { readonly error: unknown } | undefined,
): Promise<unknown> {
  let result: unknown;
  try {
    result = await connected;
  } catch (error) {
    throw refusal()?.error ?? error;
  }
  const refused = refusal();
  if (refused !== undefined) throw refused.error;
  return result;
}

/** Has the sockets wait that a driver opens within {@link opensConnection}. */
export function governSockets(patches: PatchSet): void {
  // Nothing of the driver was found, and whoever handed it in is told.
  if (patches.size === 0) return;
  patches.method<Socket>(Socket.prototype, 'connect', (original) => {
    return function (...args) {
      const connect = (): unknown => original.apply(this, args);
      const connection = NewConnection.current();
      return connection === undefined ? connect() : connection.open(this, args, connect);
    };
  });
}
