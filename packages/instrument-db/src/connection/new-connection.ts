import type { Socket } from 'node:net';
import { connectionOwner, neverThrow, withConnectionOwner, type ActivityScope } from '@openbox/spans';
import { GovernedStatement } from '../operation/governed-statement';
import type { StatementFacts } from '../operation/statement-facts';
import { integerOf, isObject, propertyOf, textOf } from '../patch/reflection';
import { holdSocket } from './hold-socket';

/** Called once when a connection is refused, before its socket fails. */
export type OnConnectionRefused = (error: unknown) => void;

type Address = Pick<StatementFacts, 'serverAddress' | 'serverPort'>;

/**
 * A connection that a driver is about to open: its first socket is an operation of its own, `CONNECT`. Where that is
 * refused no socket is opened, and the driver sees its socket fail with the refusal.
 *
 * Further sockets of the same connection are the driver's own attempts to get it back, and are not asked for; except
 * that after a refusal the same server is not reached by them either.
 */
export class NewConnection {
  readonly #scope: ActivityScope;
  readonly #facts: StatementFacts;
  readonly #onRefused: OnConnectionRefused | undefined;
  #statement: GovernedStatement | undefined;
  #address: Address = {};
  #refusal: { readonly error: unknown } | undefined;

  constructor(scope: ActivityScope, facts: StatementFacts, onRefused?: OnConnectionRefused) {
    this.#scope = scope;
    this.#facts = facts;
    this.#onRefused = onRefused;
  }

  /** The connection that the calling code opens. */
  static current(): NewConnection | undefined {
    const current = connectionOwner();
    return isNewConnection(current) ? current : undefined;
  }

  /** Runs what opens the connection. */
  run<T>(open: () => T): T {
    return withConnectionOwner(this, open);
  }

  /** Connects a socket as soon as that may be, or has it fail. */
  open(socket: Socket, args: readonly unknown[], connect: () => unknown): unknown {
    const address = addressOf(args);
    if (this.#statement === undefined) return this.#ask(socket, address, connect);
    const { admission } = this.#statement;
    if (admission.isAdmitted || !isSame(address, this.#address)) return connect();
    return holdSocket(socket, admission, connect);
  }

  #ask(socket: Socket, address: Address, connect: () => unknown): unknown {
    this.#address = address;
    const facts = { ...this.#facts, ...(address.serverAddress === undefined ? {} : address) };
    const statement = new GovernedStatement(this.#scope, { ...facts, operation: 'CONNECT' });
    this.#statement = statement;
    const { admission } = statement;
    admission.whenKnown(
      () => {
        endWith(socket, statement);
      },
      (error) => {
        this.#refused(error);
      },
    );
    return admission.isAdmitted ? connect() : holdSocket(socket, admission, connect);
  }

  #refused(error: unknown): void {
    if (this.#refusal !== undefined) return;
    this.#refusal = { error };
    neverThrow('refusing a connection', () => this.#onRefused?.(error));
  }
}

/** The span of a connection ends when it is there, or when its socket is gone. */
function endWith(socket: Socket, statement: GovernedStatement): void {
  const failed = (): void => {
    statement.end({ error: propertyOf(socket, 'errored') ?? new Error('The connection was given up.') });
  };
  if (socket.destroyed) {
    failed();
    return;
  }
  socket.once('connect', () => {
    statement.end();
  });
  socket.once('close', failed);
}

function isSame(a: Address, b: Address): boolean {
  return a.serverAddress === b.serverAddress && a.serverPort === b.serverPort;
}

/** From the arguments of `Socket.connect`: options, a path, or a port with or without a host. */
function addressOf([first, second]: readonly unknown[]): Address {
  // What `net.connect` hands on is a list with the options in it.
  const given: unknown = Array.isArray(first) ? first[0] : first;
  if (isObject(given)) {
    const path = textOf(propertyOf(given, 'path'));
    if (path !== undefined) return { serverAddress: path, serverPort: undefined };
    return {
      serverAddress: textOf(propertyOf(given, 'host')) ?? 'localhost',
      serverPort: integerOf(propertyOf(given, 'port')),
    };
  }
  const port = integerOf(given);
  return port === undefined
    ? { serverAddress: textOf(given), serverPort: undefined }
    : { serverAddress: textOf(second) ?? 'localhost', serverPort: port };
}

// By its methods, because another copy of this package has another class.
function isNewConnection(value: unknown): value is NewConnection {
  return typeof value === 'object' && value !== null && 'open' in value && 'run' in value;
}
