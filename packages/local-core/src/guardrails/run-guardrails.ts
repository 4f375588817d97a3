import {
  GovernanceEventType,
  type GovernanceEvent,
  type GuardrailsReason,
  type GuardrailsResult,
} from '@openbox/core-client/contract';
import type { PolicyAgent } from '../policies/policy-engine';
import type { CompiledGuardrail } from './compile-guardrail';
import { mapTextAt } from './field-path';

/** As the platform introduces what a guardrail found. */
const REASON_PREFIX = 'Validation failed for field with errors: ';

/**
 * Runs the guardrails of an activity as a chain, each on what the one before it left.
 *
 * @returns `undefined` where no guardrail is about this event
 */
export function runGuardrails(
  guardrails: readonly CompiledGuardrail[],
  event: GovernanceEvent,
  agent: PolicyAgent,
): GuardrailsResult | undefined {
  const stage = stageOf(event);
  if (stage === undefined) return undefined;
  const applicable = guardrails.filter((guardrail) => isApplicable(guardrail, stage, event, agent));
  if (applicable.length === 0) return undefined;
  const original = stage === 'input' ? event.activity_input : event.activity_output;
  const chain = new Chain(original);
  for (const guardrail of applicable) chain.run(guardrail);
  return chain.result(stage === 'input' ? 'activity_input' : 'activity_output');
}

/** An operation within an activity has been asked for with the activity's own event; its input was looked at then. */
function stageOf(event: GovernanceEvent): 'input' | 'output' | undefined {
  if (event.hook_trigger === true) return undefined;
  if (event.event_type === GovernanceEventType.ACTIVITY_STARTED) return 'input';
  return event.event_type === GovernanceEventType.ACTIVITY_COMPLETED ? 'output' : undefined;
}

function isApplicable(
  guardrail: CompiledGuardrail,
  stage: 'input' | 'output',
  event: GovernanceEvent,
  agent: PolicyAgent,
): boolean {
  const { activityTypes, agents } = guardrail;
  if (guardrail.stage !== stage) return false;
  if (activityTypes !== undefined && !activityTypes.has(event.activity_type ?? '')) return false;
  return agents === undefined || agents.has(agent.name) || agents.has(agent.id);
}

class Chain {
  readonly #original: unknown;
  #current: unknown;
  readonly #fixes = new Map<string, GuardrailsReason>();
  readonly #violations = new Map<string, GuardrailsReason>();

  constructor(original: unknown) {
    this.#original = original;
    this.#current = original;
  }

  run(guardrail: CompiledGuardrail): void {
    for (const path of guardrail.paths) {
      const findings = new Set<string>();
      const mapped = mapTextAt(this.#current, path, (text) => {
        const result = guardrail.filter(text);
        for (const finding of result.findings) findings.add(finding);
        return guardrail.onFail === 'fix' ? result.text : text;
      });
      this.#current = mapped;
      if (findings.size > 0) this.#record(guardrail, path.text, [...findings]);
    }
  }

  #record(guardrail: CompiledGuardrail, field: string, findings: readonly string[]): void {
    const { type, onFail } = guardrail;
    const found = guardrail.describe(findings);
    const reason = onFail === 'block' ? `${REASON_PREFIX}${found}` : `${found}; replaced`;
    const target = onFail === 'block' ? this.#violations : this.#fixes;
    target.set(`${field} ${reason}`, { type, field, reason });
  }

  result(inputType: 'activity_input' | 'activity_output'): GuardrailsResult {
    const validationPassed = this.#violations.size === 0;
    const isRedacted = validationPassed && this.#current !== this.#original;
    return {
      inputType,
      ...(isRedacted ? { redactedInput: this.#current } : {}),
      validationPassed,
      reasons: [...(validationPassed ? this.#fixes : this.#violations).values()],
    };
  }
}
