import type { DbLibrary } from '../db-library';

/** The servers that tests start, by the environment variable that holds the URL of each. */
export const SERVER_VARIABLES = {
  PostgreSQL: 'OPENBOX_TEST_PG_URL',
  MySQL: 'OPENBOX_TEST_MYSQL_URL',
  MongoDB: 'OPENBOX_TEST_MONGO_URL',
  Redis: 'OPENBOX_TEST_REDIS_URL',
} as const;

/** One version of a driver, in the terms that the contract of all drivers is written in. */
export interface DriverContract {
  readonly library: DbLibrary;
  /** As in its package.json. */
  readonly version: string;
  readonly server: keyof typeof SERVER_VARIABLES;
  /** What `instrumentDatabase` is given. */
  readonly exports: unknown;
  /** Attributes that every span has, beside the server's address and port. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Opens connections to a server and makes an empty store of texts called `name`. */
  open(url: string, name: string): Promise<DriverSession>;
}

/** A way to store a text, and how its span looks. */
export interface WriteStyle {
  write: (text: string) => Promise<unknown>;
  /** `db.operation` of its span. */
  readonly operation: string;
  /** `db.statement` of its span: no text of the program in it. */
  readonly statement: string;
  /** Whether the text is streamed behind the statement. */
  readonly carriesData?: boolean;
  /** `db.operation` of what runs before and after it: what frames a transaction, or the rest of a batch. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

/** Open connections of a driver, with programs that use them as the driver's documentation shows. */
export interface DriverSession {
  /** The texts that are stored, in the order in which they were. */
  stored(): Promise<string[]>;
  /** Each calling style of the driver; the table of the README names them. */
  readonly writes: Readonly<Record<string, WriteStyle>>;
  /** Programs that end with the same outcome whether they are governed or not, and the `db.operation` of each span. */
  readonly programs: Readonly<Record<string, { run: () => Promise<unknown>; spans: readonly string[] }>>;
  /** Stores texts over one connection, without waiting in between. */
  writeAll(texts: readonly string[]): Promise<unknown>;
  close(): Promise<void>;
}
