import type { GovernedInstrumentation } from '@openbox/spans';
import type { ResolvedCaptureOptions } from './capture-options';
import { loadOptional } from './load-optional';

type Wanted = Pick<ResolvedCaptureOptions, 'instrumentDatabases' | 'dbLibraries' | 'instrumentFileIo'>;

interface OptionalCapture {
  readonly packageName: string;
  readonly exportName: string;
  readonly argument: unknown;
}

/** The instrumentations that the options ask for, and the packages that are missing for them. */
export interface CaptureInstrumentations {
  readonly instrumentations: readonly GovernedInstrumentation[];
  readonly missingPackages: readonly string[];
}

/**
 * Load the instrumentations that are wanted and installed.
 *
 * @throws TypeError where an installed package is not of the version that fits.
 */
export function captureInstrumentations(options: Wanted, load = loadOptional): CaptureInstrumentations {
  const wanted: OptionalCapture[] = [];
  if (options.instrumentDatabases) {
    wanted.push({
      packageName: '@openbox/instrument-db',
      exportName: 'databases',
      argument: options.dbLibraries,
    });
  }
  if (options.instrumentFileIo) {
    wanted.push({ packageName: '@openbox/instrument-fs', exportName: 'fileIo', argument: undefined });
  }
  const instrumentations: GovernedInstrumentation[] = [];
  const missingPackages: string[] = [];
  for (const { packageName, exportName, argument } of wanted) {
    const create = load(packageName, exportName);
    if (create === undefined) {
      missingPackages.push(packageName);
      continue;
    }
    const made: unknown =
      typeof create === 'function' ? Reflect.apply(create, undefined, [argument]) : undefined;
    const list: unknown[] = Array.isArray(made) ? made : [made];
    if (!list.every(isInstrumentation)) {
      throw new TypeError(
        `${packageName} does not fit this version of @openbox/temporal: install the same version`,
      );
    }
    instrumentations.push(...list);
  }
  return { instrumentations, missingPackages };
}

function isInstrumentation(value: unknown): value is GovernedInstrumentation {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'enable') === 'function';
}
