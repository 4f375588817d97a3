import type { Operation } from '@openbox/spans';
import { actionDigest } from './action-digest';

/** Headers that say what a request does. None of them is another in the next attempt, as dates, ids and signatures are. */
const ACTION_HEADERS = [
  'content-type',
  'depth',
  'destination',
  'if-match',
  'overwrite',
  'range',
  'soapaction',
  'x-amz-target',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
];

/** What an approval of one operation is bound to: its kind, its target and what goes into it. */
export function operationDigest(operation: Operation): string {
  const { type } = operation;
  switch (operation.type) {
    case 'http_request': {
      const { method, url, requestHeaders = {}, requestBody, bodyDigest } = operation.facts;
      return actionDigest({
        type,
        target: `${method} ${url}`,
        input: [actionHeaders(requestHeaders), bodyDigest ?? requestBody],
      });
    }
    case 'db_query': {
      const { system, databaseName, serverAddress, serverPort, databaseIndex, user, ...facts } =
        operation.facts;
      return actionDigest({
        type,
        target: `${system} ${serverAddress ?? ''} ${databaseName ?? ''}`,
        input: [
          [serverPort, databaseIndex, user],
          [facts.operation, facts.statement, facts.statementDigest, facts.valuesDigest],
        ],
      });
    }
    case 'file_operation': {
      const { path, operation: verb, mode, destinationPath } = operation.facts;
      return actionDigest({ type, target: path, input: [verb, mode, destinationPath] });
    }
    case 'function_call': {
      const { function: name, module, args, argsDigest } = operation.facts;
      return actionDigest({ type, target: name, input: [module, args, argsDigest] });
    }
  }
}

function actionHeaders(headers: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return ACTION_HEADERS.flatMap((name) => {
    const value = headers[name];
    return value === undefined
      ? []
      : [[name, name === 'content-type' ? withoutBoundary(value) : value] as const];
  });
}

/** That of a multipart body is another in each attempt. */
function withoutBoundary(contentType: string): string {
  return /^\s*multipart\//i.test(contentType)
    ? contentType.replace(/;\s*boundary\s*=\s*(?:"[^"]*"|[^;]*)/i, '')
    : contentType;
}
