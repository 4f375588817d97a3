import type { CaseOutcome } from './case-outcome';
import type { DemoCase } from './demo-cases';
import { findDecisive } from './find-decisive';
import { findOperations } from './find-operations';

const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

function difference(what: string, expected: unknown, actual: unknown): string[] {
  return show(expected) === show(actual) ? [] : [`${what}: expected ${show(expected)}, was ${show(actual)}`];
}

/** Every way in which the outcome differs from what the case expects; empty where it is as it should be. */
export function checkOutcome({ expected, ...demoCase }: DemoCase, outcome: CaseOutcome): string[] {
  const decisive = findDecisive(outcome.decisions);
  const rules = decisive?.rules ?? [];
  const actedRule = expected.rule !== undefined && rules.includes(expected.rule) ? expected.rule : rules[0];
  const operations = findOperations(outcome.decisions);
  const queries = operations.filter(({ kind }) => kind === 'db_query').map(({ text }) => text);
  const received = outcome.modelTexts.join('\n');
  return [
    ...difference('verdict', expected.verdict, decisive?.verdict),
    ...difference('rule', expected.rule, actedRule),
    ...difference('run', expected.status, outcome.status),
    ...difference('failure', expected.failureType, outcome.failureType),
    ...difference(
      'done',
      expected.deeds,
      outcome.deeds.map((deed) => deed.kind),
    ),
    ...difference('queries', expected.queries ?? [], queries),
    ...(operations.some(({ text }) => text === `file.read ${demoCase.messageId}.txt`)
      ? []
      : ['Core was not told that the message file was read']),
    ...(operations.some(({ kind }) => kind === 'http_request')
      ? []
      : ['Core was not told of a request to the model']),
    ...(demoCase.shownToModel ?? [])
      .filter((value) => !received.includes(value))
      .map((value) => `the model did not receive ${show(value)}`),
  ];
}
