import { compilePolicies, type PolicySet } from './compile-policies';
import { PolicyLoadError } from './policy-load-error';

function compile(...texts: string[]): PolicySet {
  return compilePolicies(texts.map((text, index) => ({ file: `p${String(index + 1)}.yaml`, text })));
}

/** `file:line:column: message` of every mistake. */
function mistakes(...texts: string[]): string[] {
  try {
    compile(...texts);
    return [];
  } catch (error) {
    if (!(error instanceof PolicyLoadError)) throw error;
    return error.problems.map(
      ({ file, line, column, message }) => `${file}:${String(line)}:${String(column)}: ${message}`,
    );
  }
}

const RULE =
  'defaultDecision: allow\nrules:\n  - id: a\n    on: ActivityStarted\n    decision: block\n    reason: No\n';

describe('policy files', () => {
  test('give the rules and guardrails of all files in their order', () => {
    const set = compile(
      'defaultDecision: block\nrules:\n  - { id: a, when: true, decision: allow }\n',
      'rules:\n  - { id: b, on: [ActivityStarted, ActivityCompleted], decision: halt, reason: No }\n' +
        'guardrails:\n  - { id: g, type: pii, stage: input, fields: [input.prompt], on_fail: fix }\n',
    );
    expect(set.rules.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(set.guardrails.map(({ id }) => id)).toEqual(['g']);
    expect(set.defaultDecision).toBe('block');
    expect(set.files).toEqual(['p1.yaml', 'p2.yaml']);
  });

  test('may hold a default decision alone, and an empty list', () => {
    expect(compile('defaultDecision: allow\nrules:\nguardrails: []\n').rules).toEqual([]);
  });

  test('must say what happens where no rule matches', () => {
    expect(mistakes('rules: []')).toEqual([
      expect.stringContaining('p1.yaml:1:1: defaultDecision is missing'),
    ]);
    expect(mistakes('')).toEqual([expect.stringContaining('p1.yaml:1:1: defaultDecision is missing')]);
  });

  test('must not say it in two ways', () => {
    expect(mistakes('defaultDecision: allow', '\ndefaultDecision: block')).toEqual([
      'p2.yaml:2:18: defaultDecision is "block" here and "allow" in p1.yaml:1; write it once',
    ]);
    expect(mistakes('defaultDecision: allow', 'defaultDecision: allow')).toEqual([]);
  });

  test.each([
    ['bad YAML', 'defaultDecision: [allow', /p1\.yaml:1:24: not valid YAML/],
    [
      'a key twice',
      'defaultDecision: allow\ndefaultDecision: block',
      /p1\.yaml:2:1: not valid YAML: Map keys must be unique/,
    ],
    ['a list', '- a', /p1\.yaml:1:1: must be a document/],
    [
      'an unknown decision',
      RULE.replace('block', 'deny'),
      /p1\.yaml:5:15: "decision" must be one of allow, .*, not "deny"/,
    ],
    ['an unknown default', 'defaultDecision: maybe', /p1\.yaml:1:18: "defaultDecision" must be one of/],
    [
      'an unknown key',
      RULE.replace('reason', 'reasn'),
      /p1\.yaml:6:5: there is no key "reasn"; did you mean "reason"\?/,
    ],
    [
      'an unknown key of the document',
      'defaultDecision: allow\nrulez: []',
      /p1\.yaml:2:1: there is no key "rulez"; did you mean "rules"\?/,
    ],
    ['no id', RULE.replace('id: a', 'description: a'), /p1\.yaml:3:5: "id" is missing/],
    ['an id with spaces', RULE.replace('id: a', 'id: a b'), /p1\.yaml:3:9: "id" must be a short name/],
    [
      'an unknown event type',
      RULE.replace('ActivityStarted', 'ActivityStart'),
      /p1\.yaml:4:9: .*must be one of WorkflowStarted/,
    ],
    [
      'an unknown key of "on"',
      RULE.replace('ActivityStarted', '{ activity: x }'),
      /p1\.yaml:4:11: there is no key "activity"/,
    ],
    [
      'neither "on" nor "when"',
      RULE.replace('    on: ActivityStarted\n', ''),
      /p1\.yaml:3:9: the rule has neither "on" nor "when"/,
    ],
    [
      'no reason',
      RULE.replace('    reason: No\n', ''),
      /p1\.yaml:4:15: a rule that decides block needs a "reason"|p1\.yaml:5:15: a rule that decides block needs a "reason"/,
    ],
    ['a risk score of 2', `${RULE}    risk_score: 2\n`, /p1\.yaml:7:17: "risk_score" must be 1 or less/],
    [
      'an approval of a block',
      `${RULE}    approval: { expires_in: 5m }\n`,
      /p1\.yaml:7:15: "approval" goes with "decision: require_approval" only/,
    ],
    [
      'constraints of a block',
      `${RULE}    constraints: [sandbox]\n`,
      /p1\.yaml:7:18: "constraints" goes with "decision: constrain" only/,
    ],
    ['a wrong fail mode', `${RULE}    on_error: allow\n`, /p1\.yaml:7:15: "on_error" must be block or skip/],
    [
      'a condition that is a list',
      `${RULE}    when: [a]\n`,
      /p1\.yaml:7:11: "when" must be a CEL expression/,
    ],
    ['an empty condition', `${RULE}    when: " "\n`, /p1\.yaml:7:11: "when" must be a CEL expression/],
    [
      'a condition of 5,000 letters',
      `${RULE}    when: activity_type == "${'x'.repeat(5000)}"\n`,
      /p1\.yaml:7:11: "when" must be a CEL expression/,
    ],
    [
      'no duration',
      RULE.replace('block', 'require_approval') + '    approval: { expires_in: soon }\n',
      /p1\.yaml:7:29: must be a duration/,
    ],
    [
      'an expiry of nothing',
      RULE.replace('block', 'require_approval') + '    approval: { expires_in: 0 }\n',
      /p1\.yaml:7:29: must be a duration/,
    ],
  ])('are refused with %s', (_, text, expected) => {
    expect(mistakes(text)[0]).toMatch(expected);
  });

  test.each([
    ['{ event_type: SignalReceived, activity_type: refund }', false],
    ['{ event_type: [SignalReceived, ActivityStarted], activity_type: refund }', true],
    ['{ activity_type: refund, signal_name: cancel }', false],
    ['{ event_type: ActivityStarted, status: failed }', false],
    ['{ status: failed, workflow_type: Order }', true],
  ])('may be about %s: %s', (on, isPossible) => {
    const expected = isPossible
      ? []
      : ['p1.yaml:4:9: no event has all of this; name fields that one type of event has'];
    expect(mistakes(RULE.replace('ActivityStarted', on))).toEqual(expected);
  });

  test('are refused with a status that there is not', () => {
    expect(mistakes(RULE.replace('ActivityStarted', '{ status: complete }'))[0]).toContain(
      'must be one of completed',
    );
  });

  test('are refused where aliases would blow them up', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? 'l0: &l0 [x, x]'
        : `l${String(level)}: &l${String(level)} [*l${String(level - 1)}, *l${String(level - 1)}]`,
    );
    expect(mistakes(`defaultDecision: allow\n${levels.join('\n')}`)[0]).toContain(
      'not usable YAML: Excessive alias count',
    );
  });

  test('warn of an agent that there is not', () => {
    const text = `${RULE}    agents: [support, suport]\n`;
    const warnings = (known?: ReadonlySet<string>): string[] =>
      compilePolicies([{ file: 'p.yaml', text }], known).warnings.map(
        ({ line, message }) => `${String(line)}: ${message}`,
      );
    expect(warnings(new Set(['support']))).toEqual(['7: there is no agent "suport" on this server']);
    expect(warnings(new Set(['support', 'suport']))).toEqual([]);
    expect(warnings()).toEqual([]);
  });

  test('are refused where two rules or guardrails have one id', () => {
    const other = 'guardrails:\n  - { id: a, type: pii, stage: input, fields: [input], on_fail: fix }\n';
    expect(mistakes(RULE, other)).toEqual([
      'p2.yaml:2:11: the id "a" is taken by p1.yaml:3; ids must be unique',
    ]);
  });

  test('say every mistake of every file at once', () => {
    const broken = `${RULE}    when: nope == 1\n`;
    expect(
      mistakes(broken, 'rules: 1', `rules:\n  - { id: c, when: 'size(spans)', decision: allow }`),
    ).toHaveLength(3);
  });

  test.each([
    ['in one line', '    when: activity_type == "x" && nope\n', '7:35'],
    ['in quotes', '    when: "activity_type == \'x\' && nope"\n', '7:36'],
    ['in a block', '    when: |\n      activity_type == "x"\n        && nope\n', '9:12'],
    [
      'in a folded block, whose lines are not told apart',
      '    when: >\n      activity_type == "x"\n      && nope\n',
      '7:11',
    ],
    [
      'in quotes with an escape, which moves what follows',
      '    when: "activity_type == \\"x\\" && nope"\n',
      '7:11',
    ],
  ])('point into a condition %s', (_, when, place) => {
    expect(mistakes(RULE + when)[0]).toContain(`p1.yaml:${place}: there is no variable "nope"`);
  });

  test('show the line with a caret in the message', () => {
    const broken = `${RULE}    when: nope == 1\n`;
    expect(() => compile(broken)).toThrow('\n  7 |     when: nope == 1\n                ^');
  });

  test('warn of a condition that would block every activity of another shape', () => {
    const read = (rest: string): number => compile(`${RULE}${rest}`).warnings.length;
    expect(read('    when: activity_input[0].amount > 1000\n')).toBe(1);
    expect(read('    when: activity_input[0].amount > 1000\n    on_error: skip\n')).toBe(0);
    expect(read('    when: activity_type == "refund" && activity_input[0].amount > 1000\n')).toBe(0);
    expect(read('    when: has(activity_input[0].amount) && activity_input[0].amount > 1000\n')).toBe(0);
    const named = RULE.replace('ActivityStarted', '{ activity_type: refund }');
    expect(compile(`${named}    when: activity_input[0].amount > 1000\n`).warnings).toEqual([]);
  });

  test.each([
    ['PERSON', 'type: pii, entities: [EMAIL_ADDRESS, PERSON]', '"PERSON" is not detected locally'],
    ['toxicity', 'type: toxicity', '"type" must be pii, ban_words or regex'],
    ['a banned word without a letter', 'type: ban_words, words: ["***"]', 'has no letter or digit'],
    [
      'a distance of 9',
      'type: ban_words, words: [hack], max_distance: 9',
      '"max_distance" must be 3 or less',
    ],
    ['a pattern that is none', 'type: regex, pattern: "a("', 'not a regular expression (RE2)'],
    ['a pattern that RE2 cannot do', 'type: regex, pattern: "(?=a)b"', 'not a regular expression (RE2)'],
    ['a pattern that matches nothing at all', 'type: regex, pattern: "a*"', 'must not match an empty text'],
  ])('refuse a guardrail with %s', (_, guardrail, message) => {
    const text = `defaultDecision: allow\nguardrails:\n  - { id: g, stage: input, fields: [input], on_fail: fix, ${guardrail} }\n`;
    expect(mistakes(text)).toEqual([expect.stringContaining(message)]);
  });

  test('refuse a guardrail whose path does not fit its stage', () => {
    const text =
      'defaultDecision: allow\nguardrails:\n  - id: g\n    type: pii\n    stage: output\n    on_fail: fix\n    fields:\n      - output.text\n      - input.prompt\n';
    expect(mistakes(text)).toEqual([
      'p1.yaml:9:9: must be "output" or begin with "output.", because the stage is output',
    ]);
  });

  test('warn of a distance that bans ordinary words', () => {
    const text =
      'defaultDecision: allow\nguardrails:\n  - { id: g, type: ban_words, words: [hack], max_distance: 1, stage: input, fields: [input], on_fail: fix }\n';
    expect(compile(text).warnings[0]?.message).toContain('"hack"');
  });
});
