/** One finding of a guardrail. */
export interface GuardrailsReason {
  /** Category, such as `pii`. */
  readonly type: string;
  /** Path of the field that caused it, such as `input.prompt`. */
  readonly field: string;
  /** Text for people. */
  readonly reason: string;
}

/** Result of the guardrails that Core ran on an activity's input or output. */
export interface GuardrailsResult {
  /** What was looked at; empty where Core did not say, which applies to nothing. */
  readonly inputType: 'activity_input' | 'activity_output' | '';
  /** Data that replaces the original; `undefined` or `null` leaves it as it is. */
  readonly redactedInput?: unknown;
  /** `false` refuses the step with `GuardrailsValidationFailed`, whatever the verdict says. */
  readonly validationPassed: boolean;
  readonly reasons: readonly GuardrailsReason[];
}
