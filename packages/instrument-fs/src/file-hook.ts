import { ActivityScope } from '@openbox/spans';
import type { FileCall, FileRequest } from './call/file-call';
import type { Planner } from './call/planner';
import { OpenFiles } from './open-files';
import type { PathRules } from './path/path-rules';

/** What the patched functions of `node:fs` ask. One per processor that is enabled, whichever copy of the package it is of. */
export interface FileHook {
  /** What to ask and record about a call; `undefined` where it is none of an activity of this processor. */
  plan(planner: string, request: FileRequest): FileCall | undefined;
  /** A descriptor is being closed. */
  closing(descriptor: unknown): void;
  /** A stream works with a descriptor that was opened before. */
  streaming(descriptor: number): void;
}

/** Makes the hook of one processor. */
export function createFileHook(
  owner: object,
  rules: PathRules,
  planners: Readonly<Record<string, Planner>>,
): FileHook {
  const files = new OpenFiles();
  const currentScope = (): ActivityScope | undefined => {
    const scope = ActivityScope.current();
    return scope?.owner === owner ? scope : undefined;
  };
  return {
    plan: (planner, request) => {
      const scope = currentScope();
      return scope === undefined ? undefined : planners[planner]?.({ scope, files, rules }, request);
    },
    closing: (descriptor) => {
      if (typeof descriptor === 'number') files.close(descriptor);
    },
    streaming: (descriptor) => {
      const scope = currentScope();
      const file = scope === undefined ? undefined : files.find(scope, descriptor);
      if (file !== undefined) file.isStream = true;
    },
  };
}
