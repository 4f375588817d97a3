import type { GuardrailRule } from '../policies/policy-schema';
import { createBanWordsFilter, hasWord } from './create-ban-words-filter';
import { createRegexFilter, matchesEmptyText } from './create-regex-filter';
import { parseFieldPath, type FieldPath } from './field-path';
import { createPiiFilter } from './pii/create-pii-filter';
import { isPiiEntity, PII_ENTITIES } from './pii/pii-entity';
import type { TextFilter } from './text-filter';
import { errorMessage } from '../error-message';

/** A guardrail that is ready to look at texts. */
export interface CompiledGuardrail {
  readonly id: string;
  readonly type: GuardrailRule['type'];
  readonly stage: 'input' | 'output';
  /** `undefined`: every activity. */
  readonly activityTypes: ReadonlySet<string> | undefined;
  readonly agents: ReadonlySet<string> | undefined;
  readonly paths: readonly FieldPath[];
  readonly onFail: 'fix' | 'block';
  readonly filter: TextFilter;
  /** Says in words what was found, without showing it. */
  describe(findings: readonly string[]): string;
}

/** A mistake or a warning at a place within the guardrail. */
export interface GuardrailRemark {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export interface GuardrailCompilation {
  /** Absent where there are mistakes. */
  readonly guardrail?: CompiledGuardrail;
  readonly mistakes: readonly GuardrailRemark[];
  readonly warnings: readonly GuardrailRemark[];
}

const NOT_LOCAL = 'is not detected locally, which needs a language model; remove it here';

/** Checks a guardrail beyond its shape and makes it ready. */
export function compileGuardrail(rule: GuardrailRule): GuardrailCompilation {
  const mistakes: GuardrailRemark[] = [];
  const warnings: GuardrailRemark[] = [];
  const paths = compilePaths(rule, mistakes);
  const filter = compileFilter(rule, mistakes, warnings);
  if (filter === undefined || mistakes.length > 0) return { mistakes, warnings };
  const guardrail: CompiledGuardrail = {
    id: rule.id,
    type: rule.type,
    stage: rule.stage,
    activityTypes: rule.activity_type === undefined ? undefined : new Set(rule.activity_type),
    agents: rule.agents === undefined ? undefined : new Set(rule.agents),
    paths,
    onFail: rule.on_fail,
    filter,
    describe: (findings) => describeFindings(rule, findings),
  };
  return { guardrail, mistakes, warnings };
}

function describeFindings(rule: GuardrailRule, findings: readonly string[]): string {
  switch (rule.type) {
    case 'pii':
      return `Text contains PII: ${findings.join(', ')}`;
    case 'ban_words':
      // As the platform says it, of an input too.
      return 'Output contains banned words';
    case 'regex':
      return rule.message ?? 'Text contains a forbidden pattern';
  }
}

function compilePaths(rule: GuardrailRule, mistakes: GuardrailRemark[]): FieldPath[] {
  const paths: FieldPath[] = [];
  rule.fields.forEach((text, index) => {
    const path = parseFieldPath(text);
    if (path?.stage === rule.stage) paths.push(path);
    else {
      const message = `must be "${rule.stage}" or begin with "${rule.stage}.", because the stage is ${rule.stage}`;
      mistakes.push({ path: ['fields', index], message });
    }
  });
  return paths;
}

function compileFilter(
  rule: GuardrailRule,
  mistakes: GuardrailRemark[],
  warnings: GuardrailRemark[],
): TextFilter | undefined {
  switch (rule.type) {
    case 'pii': {
      const names = rule.entities ?? PII_ENTITIES;
      names.forEach((name, index) => {
        if (isPiiEntity(name)) return;
        const message = `"${name}" ${NOT_LOCAL}; local are ${PII_ENTITIES.join(', ')}`;
        mistakes.push({ path: ['entities', index], message });
      });
      return createPiiFilter(names.filter(isPiiEntity));
    }
    case 'ban_words': {
      rule.words.forEach((word, index) => {
        if (!hasWord(word))
          mistakes.push({ path: ['words', index], message: 'has no letter or digit in it' });
      });
      const maxDistance = rule.max_distance ?? 0;
      const short = rule.words.find((word) => maxDistance > 0 && word.length <= maxDistance * 4);
      if (short !== undefined) {
        const message = `at distance ${String(maxDistance)} a word as short as "${short}" also bans ordinary words like it`;
        warnings.push({ path: ['max_distance'], message });
      }
      return createBanWordsFilter(rule.words, maxDistance);
    }
    case 'regex':
      try {
        if (matchesEmptyText(rule.pattern)) {
          mistakes.push({
            path: ['pattern'],
            message: 'must not match an empty text, or it matches everywhere',
          });
        }
        return createRegexFilter(rule.pattern, rule.replacement);
      } catch (error) {
        mistakes.push({
          path: ['pattern'],
          message: `not a regular expression (RE2): ${errorMessage(error)}`,
        });
        return undefined;
      }
  }
}
