import { UNGOVERNED_CHANNELS } from '@openbox/spans';
import type { UngovernedChannel } from '@openbox/spans';
import { flag, names, oneOf } from './read-option';
import type { Env } from './read-option';

/** What of an activity's operations is captured as spans. */
export interface CaptureOptions {
  /**
   * Capture HTTP requests: fetch, undici, `node:http` and what is built on them. Environment: `OPENBOX_HTTP_CAPTURE`.
   *
   * @defaultValue `true`
   */
  captureHttp?: boolean | undefined;
  /**
   * Longest captured HTTP body, in bytes; the rest passes by uncaptured.
   *
   * @defaultValue 65,536
   */
  maxBodyBytes?: number | undefined;
  /** Names of more headers whose values are masked, beside `authorization`, `cookie` and the like. @defaultValue none */
  maskHeaders?: Iterable<string> | undefined;
  /** Capture the values of `authorization`, `cookie` and the like as well. @defaultValue `false` */
  captureSensitiveHeaders?: boolean | undefined;
  /**
   * Capture database queries, with `@openbox/instrument-db` where it is installed. Environment:
   * `OPENBOX_INSTRUMENT_DATABASES`.
   *
   * @defaultValue `true`
   */
  instrumentDatabases?: boolean | undefined;
  /** Which database libraries, such as `pg` or `redis`. @defaultValue all that are installed */
  dbLibraries?: Iterable<string> | undefined;
  /**
   * Capture file operations, with `@openbox/instrument-fs`. Environment: `OPENBOX_INSTRUMENT_FILE_IO`.
   *
   * @defaultValue `false`
   */
  instrumentFileIo?: boolean | undefined;
  /**
   * Refuse what no verdict can be asked for, in activities whose operations are governed
   * (`operationGovernance`): child processes, worker threads,
   * HTTP/2 (and so gRPC), and sockets that are not those of a governed request or query. `true` for all of these, or
   * those of them that are named. What is refused ends the activity as a block does. A function that is traced with
   * `@openbox/tracing` is governed as a whole: what it calls within `withoutScope` of `@openbox/spans` is let through.
   *
   * @defaultValue `false`: it happens, and nobody is asked or told
   */
  refuseUngoverned?: boolean | Iterable<UngovernedChannel> | undefined;
}

/** {@link CaptureOptions} with environment and defaults applied; what is left out has its default elsewhere. */
export interface ResolvedCaptureOptions {
  readonly captureHttp: boolean;
  readonly maxBodyBytes: number | undefined;
  readonly maskHeaders: readonly string[];
  readonly captureSensitiveHeaders: boolean;
  readonly instrumentDatabases: boolean;
  readonly dbLibraries: readonly string[] | undefined;
  readonly instrumentFileIo: boolean;
  /** Empty where nothing is refused. */
  readonly refuseUngoverned: readonly UngovernedChannel[];
}

/** Option, then environment, then default. @throws OpenBoxConfigError naming what cannot be used. */
export function resolveCaptureOptions(
  options: CaptureOptions,
  env: Env = process.env,
): ResolvedCaptureOptions {
  return {
    captureHttp: options.captureHttp ?? flag(env, 'OPENBOX_HTTP_CAPTURE') ?? true,
    maxBodyBytes: options.maxBodyBytes,
    maskHeaders: [...names('maskHeaders', options.maskHeaders)],
    captureSensitiveHeaders: options.captureSensitiveHeaders ?? false,
    instrumentDatabases: options.instrumentDatabases ?? flag(env, 'OPENBOX_INSTRUMENT_DATABASES') ?? true,
    dbLibraries:
      options.dbLibraries === undefined ? undefined : [...names('dbLibraries', options.dbLibraries)],
    instrumentFileIo: options.instrumentFileIo ?? flag(env, 'OPENBOX_INSTRUMENT_FILE_IO') ?? false,
    refuseUngoverned: channels(options.refuseUngoverned),
  };
}

function channels(value: CaptureOptions['refuseUngoverned']): readonly UngovernedChannel[] {
  if (value === undefined || typeof value === 'boolean') return value === true ? UNGOVERNED_CHANNELS : [];
  return [...names('refuseUngoverned', value)].map((name) =>
    oneOf('refuseUngoverned', undefined, name, UNGOVERNED_CHANNELS),
  );
}
