import { OpenBoxConfigError } from '@openbox/core-client/contract';

/** Options of {@link fileIo}. */
export interface FileIoOptions {
  /**
   * Further files and folders to leave alone, neither recorded nor governed; relative ones to the working directory.
   *
   * @defaultValue `[]`
   */
  readonly skipPaths?: readonly string[];
  /**
   * Further extensions to leave alone, with their dot, in any case.
   *
   * @defaultValue `[]`
   */
  readonly skipExtensions?: readonly string[];
}

/** {@link FileIoOptions} with every default filled in. */
export interface ResolvedFileIoOptions {
  readonly skipPaths: readonly string[];
  readonly skipExtensions: readonly string[];
}

/**
 * Checks options and fills in the defaults.
 *
 * @throws {@link OpenBoxConfigError} for an extension without its dot, or an empty path
 */
export function resolveFileIoOptions(options: FileIoOptions = {}): ResolvedFileIoOptions {
  const { skipPaths = [], skipExtensions = [] } = options;
  for (const path of skipPaths) {
    if (path === '')
      throw new OpenBoxConfigError('skipPaths of fileIo holds an empty path, which would skip every file.');
  }
  for (const extension of skipExtensions) {
    if (!/^\.[^./\\]+$/.test(extension)) {
      throw new OpenBoxConfigError(
        `skipExtensions of fileIo takes extensions such as ".log"; got "${extension}".`,
      );
    }
  }
  return { skipPaths, skipExtensions };
}
