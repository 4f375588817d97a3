import type { PatchSet } from '../patch/patch-set';

/** How one database client is seen: which of its files hold what is patched, and how. */
export interface DatabaseDriver {
  /** Name of the package whose files are patched, as its package.json says. */
  readonly packageName: string;
  /** The files, below the package's folder. Where a file moved between versions, all places. */
  readonly files: readonly string[];
  /** `db.system` of its spans. */
  readonly system: 'postgresql' | 'mysql' | 'mongodb' | 'redis';
  /** OpenTelemetry instrumentation scopes whose spans record the same statements. */
  readonly instrumentationScopes: readonly string[];
  /** What to hand to `instrumentDatabase` where the driver cannot be found, for its error message. */
  readonly moduleHint: string;
  /** Patches what `exports` holds of the driver: those of one of the files, or of the package. */
  patch(exports: unknown, patches: PatchSet): void;
}
