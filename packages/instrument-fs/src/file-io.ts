import type { GovernedInstrumentation } from '@openbox/spans';
import { PLANNERS } from './call/planners';
import { createFileHook } from './file-hook';
import { resolveFileIoOptions, type FileIoOptions } from './options';
import { FsPatch } from './patch/fs-patch';
import { createPathRules } from './path/path-rules';

/**
 * Sees the file operations of activities: `fs`, `fs.promises`, FileHandle and the streams of `node:fs`, in their
 * synchronous, callback and promise forms. Each asks for its verdict before it happens and becomes a span.
 *
 * What is read or written is never recorded, only how much. Outside of an activity nothing happens.
 *
 * @throws {@link OpenBoxConfigError} for a wrong option
 */
export function fileIo(options?: FileIoOptions): GovernedInstrumentation {
  const rules = createPathRules(resolveFileIoOptions(options));
  return { name: 'fs', enable: (processor) => FsPatch.add(createFileHook(processor, rules, PLANNERS)) };
}
