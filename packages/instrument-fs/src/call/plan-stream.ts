import type { Planner } from './planner';

/** Methods of a FileHandle that give a stream: what goes through it is one operation, which asks at its first step. */
export const planHandleStream: Planner = ({ scope, files, rules }, { args, handle }) => {
  const file = handle === undefined ? undefined : files.adopt(scope, handle);
  if (file === undefined || rules.skips(file.path, false)) return undefined;
  file.isStream = true;
  return {
    args,
    staysInScope: true,
    before: nothing,
    beforeSync: nothing,
    succeeded: nothing,
    failed: nothing,
  };
};

/** `FileHandle.readableWebStream`: Node 20 reads past the FileHandle, so it asks when the stream is made. */
export const planWebStream: Planner = (context, request) => {
  const call = planHandleStream(context, request);
  const file = request.handle === undefined ? undefined : context.files.find(context.scope, request.handle);
  if (call === undefined || file === undefined) return undefined;
  const transfer = file.stream('read');
  return {
    ...call,
    beforeSync: () => {
      transfer.beforeSync();
    },
  };
};

function nothing(): void {
  return undefined;
}
