import { activityCompleted, activityStarted, signalReceived, workflowStarted } from '../testing/events';
import { parseEvent } from '../testing/parse-event';
import { compileCondition, type ConditionResult } from './condition';
import { createConditionEnvironment } from './condition-environment';
import { createConditionInput } from './condition-input';

const environment = createConditionEnvironment();
const agent = { id: 'agent-1', name: 'support' };

function mistakesOf(text: string): string[] {
  return (compileCondition(text, environment).mistakes ?? []).map(
    ({ offset, message }) => `${String(offset)}: ${message}`,
  );
}

function ask(text: string, event: unknown): ConditionResult {
  const { condition, mistakes } = compileCondition(text, environment);
  if (condition === undefined) throw new Error(mistakes.map(({ message }) => message).join('; '));
  return condition.evaluate(createConditionInput({ ...parseEvent(event) }, agent));
}

describe('a condition', () => {
  const spans = [{ name: 'SELECT', attributes: { 'db.system': 'postgresql' } }, { name: 'DELETE' }];

  test.each([
    ['activity_type == "refund"', activityStarted(), 'true'],
    ['event_type == "ActivityStarted" && attempt == 1', activityStarted(), 'true'],
    ['activity_input[0].amount > 1000', activityStarted({ activity_input: [{ amount: 5000 }] }), 'true'],
    ['activity_input[0].amount > 1000', activityStarted({ activity_input: [{ amount: 1000 }] }), 'false'],
    ['activity_input[0].amount >= 1000.5', activityStarted({ activity_input: [{ amount: 1000.5 }] }), 'true'],
    ['spans.exists(s, s.name == "DELETE")', activityCompleted({ spans, span_count: 2 }), 'true'],
    ['spans.exists(s, s.name == "DROP")', activityCompleted({ spans, span_count: 2 }), 'false'],
    ['spans[0].attributes["db.system"] == "postgresql"', activityCompleted({ spans, span_count: 2 }), 'true'],
    [
      'status == "failed" && error.error_type == "Timeout"',
      activityCompleted({ status: 'failed', error: { type: 'A', message: 'm', error_type: 'Timeout' } }),
      'true',
    ],
    ['signal_args[0] == "late"', signalReceived(), 'true'],
    ['activity_type.matches("(?i)^REF")', activityStarted(), 'true'],
    ['activity_type.lowerAscii() in ["refund", "payout"]', activityStarted(), 'true'],
    ['has(event.custom) && event.custom.tier == 3', activityStarted({ custom: { tier: 3 } }), 'true'],
    ['has(metadata.kind) && metadata.kind == "update"', signalReceived(), 'false'],
    [
      'has(metadata.tool) && metadata.tool.name == "delete_file"',
      activityStarted({ metadata: { tool: { name: 'delete_file', arguments: { path: '/a' } } } }),
      'true',
    ],
    [
      'has(metadata.tool) && metadata.tool.name == "delete_file"',
      activityStarted({ metadata: { tool: { name: 'read_file' } } }),
      'false',
    ],
    ['has(metadata.tool) && metadata.tool.name == "delete_file"', activityStarted(), 'false'],
    ['agent.name == "support" && agent.id == "agent-1"', activityStarted(), 'true'],
    ['timestamp(timestamp).getFullYear() == 2026', activityStarted(), 'true'],
    ['activity_output == null', activityCompleted({ activity_output: null }), 'true'],
  ] as const)('%s', (text, event, expected) => {
    expect(ask(text, event).kind).toBe(expected);
  });

  test.each([
    ['text', 'signal_name == ""', 'true'],
    ['text, in a function', 'parent_workflow_id.startsWith("x")', 'false'],
    ['a list', 'size(signal_args) == 0', 'true'],
    ['a list, in a loop', 'spans.exists(s, s.name == "x")', 'false'],
    ['an object', 'has(metadata.kind)', 'false'],
    ['anything else', 'workflow_output == null', 'true'],
  ])('reads an absent field as empty: %s', (_, text, expected) => {
    expect(ask(text, activityStarted()).kind).toBe(expected);
  });

  test.each([
    ['the input of a signal', 'activity_input[0].amount > 1000', signalReceived()],
    ['the output before it is there', 'activity_output.tool == "x"', activityStarted()],
    [
      'the output of a failure',
      'activity_output.tool == "x"',
      activityCompleted({ status: 'failed', activity_output: null }),
    ],
    ['the error of a success', 'error.type == "x"', activityCompleted()],
    ['the attempt of a workflow', 'attempt > 1', workflowStarted()],
    ['a field by way of the event', 'event.signal_args[0] == "x"', activityStarted()],
  ])('does not apply where the event cannot have %s', (_, text, event) => {
    expect(ask(text, event).kind).toBe('not_applicable');
  });

  test.each([
    [
      'a field that is not there',
      'activity_input[0].total > 1000',
      activityStarted(),
      'field not found: total',
      17,
    ],
    ['an index that is not there', 'activity_input[1] == "x"', activityStarted(), 'index 1 out of bounds', 0],
    [
      'a text where a number is compared',
      'activity_input[0].amount > 1000',
      activityStarted({ activity_input: [{ amount: '5000' }] }),
      'no matching overload',
      25,
    ],
    [
      'the output of nothing',
      'activity_output.tool == "x"',
      activityCompleted({ activity_output: null }),
      'field not found: tool',
      15,
    ],
    [
      'a result that is no truth value',
      'activity_input[0].amount',
      activityStarted(),
      'neither true nor false',
      0,
    ],
    [
      'an integer added to a JSON number',
      'activity_input[0].amount + 1 > 5',
      activityStarted(),
      'write 1.0 or int(...)',
      25,
    ],
  ])('has no answer for %s', (_, text, event, message, offset) => {
    expect(ask(text, event)).toMatchObject({
      kind: 'error',
      message: expect.stringContaining(message),
      offset,
    });
  });

  test('is an error where one side of "or" has no answer and the other is about another event', () => {
    const text = 'signal_args[0] == "x" || activity_input[0].total > 1';
    expect(ask(text, activityStarted()).kind).toBe('error');
    expect(ask(text, activityStarted({ activity_input: [{ total: 2 }] })).kind).toBe('true');
  });

  test('loops over a long list, and refuses one that would take seconds', () => {
    const list = (length: number): unknown =>
      activityStarted({ activity_input: [Array.from({ length }, () => 0)] });
    expect(ask('activity_input[0].exists(i, i == 1)', list(5000)).kind).toBe('false');
    expect(
      ask('activity_input[0].exists(i, activity_input[0].exists(j, i + j == 1.0))', list(5000)),
    ).toMatchObject({
      kind: 'error',
      message: 'a list of 5000 items is too long to loop over',
    });
  });

  test('is not brought to a halt by a hostile regular expression', () => {
    const event = activityStarted({ activity_input: [`${'a'.repeat(5000)}!`] });
    const start = performance.now();
    expect(ask('activity_input[0].matches("^(a+)+$")', event).kind).toBe('false');
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test.each([
    ['an unfinished call', 'spans.exists(s', '5: syntax error: found . but expecting end of input'],
    [
      'an unknown variable',
      'actvity_type == "x"',
      '0: there is no variable "actvity_type"; did you mean "activity_type"?',
    ],
    [
      'an unknown variable in a macro',
      'spans.exists(s, t.name == "x")',
      '16: there is no variable "t"; a field that is not in the list is written event.<field>',
    ],
    [
      'an unknown function',
      'activity_type.contians("x")',
      '14: there is no function "contians"; did you mean "contains"?',
    ],
    [
      'a function with too much',
      'activity_type.startsWith("x", "y")',
      '14: "startsWith" cannot be called on a value with 2 arguments',
    ],
    [
      'a method called as a function',
      'startsWith(activity_type, "x")',
      '0: "startsWith" cannot be called as a function of 2 arguments',
    ],
    [
      'a macro in another form',
      'spans.exists(i, v, i > 1)',
      '6: "exists" is written list.exists(item, condition)',
    ],
    [
      'a bad regular expression',
      'activity_type.matches("a(")',
      '22: not a regular expression (RE2): error parsing regexp: missing closing ): `a(`',
    ],
    ['a number', 'size(spans)', '0: a condition must give true or false'],
    ['a list', 'spans.map(s, s.name)', '5: a condition must give true or false'],
    [
      'a number beside "and"',
      'activity_type == "x" && attempt + 1',
      '31: a condition must give true or false',
    ],
    ['a text by choice', 'attempt == 1 ? "a" : "b"', '0: a condition must give true or false'],
    ['a message', 'Foo{a: 1} == 1', '0: there is no type "Foo"'],
  ])('is refused at load: %s', (_, text, mistake) => {
    expect(mistakesOf(text)).toContain(mistake);
  });

  test('is refused at load where it is nested too deeply', () => {
    expect(mistakesOf(`${'('.repeat(51)}true${')'.repeat(51)}`)).toEqual([
      '50: more than 50 brackets in each other',
    ]);
    expect(mistakesOf(`"${'('.repeat(60)}" == activity_type`)).toEqual([]);
    const macros = 'spans.exists(a, spans.exists(b, spans.exists(c, a == b && b == c)))';
    expect(mistakesOf(macros)).toEqual([expect.stringContaining('at most 2 macros may stand in each other')]);
  });

  test('survives a long chain of negations', () => {
    const { condition, mistakes } = compileCondition(`${'!'.repeat(4000)}true`, environment);
    const result = condition?.evaluate(createConditionInput({ ...parseEvent(activityStarted()) }, agent));
    expect(mistakes?.[0]?.message ?? result?.kind).toMatch(/true|error|nested|syntax/);
  });
});
