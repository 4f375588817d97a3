import { Verdict } from '@openbox/core-client/contract';
import * as v from 'valibot';
import { errorMessage } from '../error-message';
import { compileCondition, type Condition } from '../conditions/condition';
import { createConditionEnvironment, type ConditionEnvironment } from '../conditions/condition-environment';
import { compileGuardrail, type CompiledGuardrail } from '../guardrails/compile-guardrail';
import { canMatch } from './can-match';
import { createCompiledRule, DEFAULT_APPROVAL_TIMEOUT_MS, type CompiledRule } from './compiled-rule';
import { parseDurationMs } from './parse-duration';
import { PolicyDocumentSchema, type GuardrailRule, type PolicyRule } from './policy-schema';
import { PolicyLoadError } from './policy-load-error';
import type { PolicyProblem } from './policy-problem';
import { PolicySource, type PolicyPath, type PolicySourceText } from './policy-source';
import { schemaProblems } from './schema-problems';
import { warnAboutRule } from './warn-about-rule';

/** Everything that is in force: the rules and guardrails of all files, in their order. */
export interface PolicySet {
  readonly files: readonly string[];
  readonly defaultDecision: Verdict;
  readonly rules: readonly CompiledRule[];
  readonly guardrails: readonly CompiledGuardrail[];
  /** Not mistakes, but worth a look. */
  readonly warnings: readonly PolicyProblem[];
}

/**
 * Reads and checks policy files.
 *
 * @param knownAgents - names and ids; a rule or guardrail for any other agent is warned of
 * @throws {@link PolicyLoadError} with every mistake of every file.
 */
export function compilePolicies(
  texts: readonly PolicySourceText[],
  knownAgents?: ReadonlySet<string>,
): PolicySet {
  const compilation = new Compilation(knownAgents);
  for (const text of texts) compilation.addFile(new PolicySource(text));
  return compilation.finish(texts);
}

class Compilation {
  readonly #environment: ConditionEnvironment = createConditionEnvironment();
  readonly #problems: PolicyProblem[] = [];
  readonly #warnings: PolicyProblem[] = [];
  readonly #rules: CompiledRule[] = [];
  readonly #guardrails: CompiledGuardrail[] = [];
  readonly #places = new Map<string, PolicyProblem>();
  readonly #knownAgents: ReadonlySet<string> | undefined;
  #default: { decision: Verdict; place: PolicyProblem } | undefined;

  constructor(knownAgents: ReadonlySet<string> | undefined) {
    this.#knownAgents = knownAgents;
  }

  addFile(source: PolicySource): void {
    const syntaxProblems = source.syntaxProblems();
    if (syntaxProblems.length > 0) {
      this.#problems.push(...syntaxProblems);
      return;
    }
    const content = this.#read(source);
    if (content === undefined) return;
    const parsed = v.safeParse(PolicyDocumentSchema, content);
    if (!parsed.success) {
      this.#problems.push(...schemaProblems(source, content, parsed.issues));
      return;
    }
    const { defaultDecision, rules, guardrails } = parsed.output;
    if (defaultDecision !== undefined) this.#addDefault(source, defaultDecision);
    rules?.forEach((rule, index) => {
      this.#addRule(source, rule, index);
    });
    guardrails?.forEach((guardrail, index) => {
      this.#addGuardrail(source, guardrail, index);
    });
  }

  #read(source: PolicySource): unknown {
    try {
      const content: unknown = source.document.toJS({ maxAliasCount: 100 });
      return content ?? {};
    } catch (error) {
      this.#problems.push(source.problemAt(0, `not usable YAML: ${errorMessage(error)}`));
      return undefined;
    }
  }

  finish(texts: readonly PolicySourceText[]): PolicySet {
    const [first] = texts;
    if (this.#default === undefined && this.#problems.length === 0) {
      const message =
        'defaultDecision is missing: write what happens where no rule matches, such as "defaultDecision: allow"';
      this.#problems.push(new PolicySource(first ?? { file: 'policies', text: '' }).problemAt(0, message));
    }
    if (this.#problems.length > 0 || this.#default === undefined) throw new PolicyLoadError(this.#problems);
    return {
      files: texts.map(({ file }) => file),
      defaultDecision: this.#default.decision,
      rules: this.#rules,
      guardrails: this.#guardrails,
      warnings: this.#warnings,
    };
  }

  #addDefault(source: PolicySource, decision: Verdict): void {
    const place = source.problemAtPath(['defaultDecision'], '');
    if (this.#default !== undefined && this.#default.decision !== decision) {
      const other = `${this.#default.place.file}:${String(this.#default.place.line)}`;
      const message = `defaultDecision is "${decision}" here and "${this.#default.decision}" in ${other}; write it once`;
      this.#problems.push({ ...place, message });
    }
    this.#default ??= { decision, place };
  }

  #addRule(source: PolicySource, rule: PolicyRule, index: number): void {
    const path = ['rules', index] as const;
    this.#checkId(source, rule.id, [...path, 'id']);
    this.#checkAgents(source, rule.agents, path);
    this.#checkRule(source, rule, index);
    const timeout = rule.approval?.expires_in;
    const timeoutMs = timeout === undefined ? DEFAULT_APPROVAL_TIMEOUT_MS : parseDurationMs(timeout);
    if (timeoutMs === undefined) {
      const message = 'must be a duration of more than nothing and at most a year, such as 30m or 24h';
      this.#problems.push(source.problemAtPath([...path, 'approval', 'expires_in'], message));
    }
    const condition = this.#compileCondition(source, rule, index);
    if (condition === null) return;
    const approvalTimeoutMs = rule.decision === Verdict.REQUIRE_APPROVAL ? timeoutMs : undefined;
    this.#rules.push(createCompiledRule(rule, { condition, approvalTimeoutMs }, source, index));
    const warning = condition === undefined ? undefined : warnAboutRule(rule, condition);
    if (warning !== undefined) this.#warnings.push(source.problemAtPath([...path, 'when'], warning));
  }

  #checkRule(source: PolicySource, rule: PolicyRule, index: number): void {
    const report = (key: string, message: string): void => {
      this.#problems.push(source.problemAtPath(['rules', index, key], message));
    };
    if (rule.on === undefined && rule.when === undefined) {
      report('id', 'the rule has neither "on" nor "when"; write "when: true" if it is meant for every event');
    }
    if (rule.on !== undefined && !canMatch(rule.on)) {
      report('on', 'no event has all of this; name fields that one type of event has');
    }
    if (rule.decision !== Verdict.ALLOW && rule.reason === undefined) {
      report('decision', `a rule that decides ${rule.decision} needs a "reason", which people will read`);
    }
    if (rule.approval !== undefined && rule.decision !== Verdict.REQUIRE_APPROVAL) {
      report('approval', '"approval" goes with "decision: require_approval" only');
    }
    if (rule.constraints !== undefined && rule.decision !== Verdict.CONSTRAIN) {
      report('constraints', '"constraints" goes with "decision: constrain" only');
    }
  }

  /** `undefined` where the rule has no condition, `null` where the condition is wrong. */
  #compileCondition(source: PolicySource, rule: PolicyRule, index: number): Condition | undefined | null {
    if (rule.when === undefined || rule.when === true) return undefined;
    const { condition, mistakes } = compileCondition(String(rule.when), this.#environment);
    if (mistakes === undefined) return condition;
    for (const { offset, message } of mistakes) {
      this.#problems.push(source.problemInScalar(['rules', index, 'when'], offset, message));
    }
    return null;
  }

  #addGuardrail(source: PolicySource, guardrail: GuardrailRule, index: number): void {
    const path = ['guardrails', index] as const;
    this.#checkId(source, guardrail.id, [...path, 'id']);
    this.#checkAgents(source, guardrail.agents, path);
    const compiled = compileGuardrail(guardrail);
    if (compiled.guardrail !== undefined) this.#guardrails.push(compiled.guardrail);
    for (const mistake of compiled.mistakes) {
      this.#problems.push(source.problemAtPath([...path, ...mistake.path], mistake.message));
    }
    for (const warning of compiled.warnings) {
      this.#warnings.push(source.problemAtPath([...path, ...warning.path], warning.message));
    }
  }

  #checkAgents(source: PolicySource, agents: readonly string[] | undefined, path: PolicyPath): void {
    const stranger = agents?.find((agent) => this.#knownAgents?.has(agent) === false);
    if (stranger === undefined) return;
    const message = `there is no agent "${stranger}" on this server`;
    this.#warnings.push(source.problemAtPath([...path, 'agents'], message));
  }

  #checkId(source: PolicySource, id: string, path: PolicyPath): void {
    const earlier = this.#places.get(id);
    const place = source.problemAtPath(path, '');
    if (earlier === undefined) this.#places.set(id, place);
    else {
      const message = `the id "${id}" is taken by ${earlier.file}:${String(earlier.line)}; ids must be unique`;
      this.#problems.push({ ...place, message });
    }
  }
}
