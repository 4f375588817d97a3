import type { CaseOutcome } from './case-outcome';
import type { DemoCase } from './demo-cases';
import { findDecisive } from './find-decisive';

const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

function difference(what: string, expected: unknown, actual: unknown): string[] {
  return show(expected) === show(actual) ? [] : [`${what}: expected ${show(expected)}, was ${show(actual)}`];
}

/** Every way in which the outcome differs from what the case expects; empty where it is as it should be. */
export function checkOutcome({ expected, ...demoCase }: DemoCase, outcome: CaseOutcome): string[] {
  const decisive = findDecisive(outcome.decisions);
  const rules = decisive?.rules ?? [];
  const actedRule = expected.rule !== undefined && rules.includes(expected.rule) ? expected.rule : rules[0];
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
    ...(demoCase.shownToModel ?? [])
      .filter((value) => !received.includes(value))
      .map((value) => `the model did not receive ${show(value)}`),
  ];
}
