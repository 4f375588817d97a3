import type { ActivityScope } from '@openbox/spans';
import type { OpenFiles } from '../open-files';
import type { PathRules } from '../path/path-rules';
import type { FileCall, FileRequest } from './file-call';

/** What a planner goes by. */
export interface PlanContext {
  readonly scope: ActivityScope;
  readonly files: OpenFiles;
  readonly rules: PathRules;
}

/** Says what to ask and record about a call; `undefined` leaves the call alone. */
export type Planner = (context: PlanContext, request: FileRequest) => FileCall | undefined;

/** A field of an argument that holds options. */
export function optionOf(argument: unknown, name: string): unknown {
  return typeof argument === 'object' && argument !== null ? Reflect.get(argument, name) : undefined;
}
