import type { EventStatus, GovernanceEventType, Verdict } from '@openbox/core-client/contract';

/** A policy document as an object: the same keys as in a YAML file. */
export interface PolicyDocument {
  readonly version?: 1;
  /** What happens where no rule matches. It has to be written once in all files together. */
  readonly defaultDecision?: Verdict;
  readonly rules?: readonly PolicyRuleDocument[] | null;
  readonly guardrails?: readonly GuardrailDocument[] | null;
}

/** One rule. It needs {@link on}, {@link when} or both. */
export interface PolicyRuleDocument {
  /** Unique among all rules and guardrails; verdicts carry it as `policy_id`. */
  readonly id: string;
  readonly description?: string;
  /** The events that the rule is about, asked before {@link when}. @defaultValue every event */
  readonly on?: GovernanceEventType | readonly GovernanceEventType[] | EventMatcherDocument;
  /** CEL expression over the event. @defaultValue `true` */
  readonly when?: string | boolean;
  readonly decision: Verdict;
  /** For people; needed by every decision but `allow`. */
  readonly reason?: string;
  /** 0 to 1. @defaultValue 0 */
  readonly risk_score?: number;
  /** With `constrain` only. */
  readonly constraints?: readonly unknown[];
  /** With `require_approval` only: how long a human has, such as `30m`. @defaultValue 30 minutes */
  readonly approval?: { readonly expires_in: string | number };
  /** Names or ids of the agents that the rule is about. @defaultValue every agent */
  readonly agents?: string | readonly string[];
  /** What happens where {@link when} has no answer for an event. @defaultValue `"block"` */
  readonly on_error?: 'block' | 'skip';
}

/** Names of which the event must have one each, spelt exactly so. */
export interface EventMatcherDocument {
  readonly event_type?: GovernanceEventType | readonly GovernanceEventType[];
  readonly activity_type?: string | readonly string[];
  readonly workflow_type?: string | readonly string[];
  readonly signal_name?: string | readonly string[];
  readonly task_queue?: string | readonly string[];
  readonly status?: EventStatus | readonly EventStatus[];
}

/** One guardrail. */
export type GuardrailDocument = PiiGuardrailDocument | BanWordsGuardrailDocument | RegexGuardrailDocument;

interface GuardrailCommon {
  /** Unique among all rules and guardrails. */
  readonly id: string;
  readonly description?: string;
  /** Before the activity (its input) or after it (its output). */
  readonly stage: 'input' | 'output';
  /** @defaultValue every activity */
  readonly activity_type?: string | readonly string[];
  /** Paths such as `input.prompt`, `input.*.prompt` or `output`. */
  readonly fields: readonly string[];
  /** Redact and go on, or refuse. */
  readonly on_fail: 'fix' | 'block';
  /** Names or ids of agents. @defaultValue every agent */
  readonly agents?: string | readonly string[];
}

/** Finds personal data. */
export interface PiiGuardrailDocument extends GuardrailCommon {
  readonly type: 'pii';
  /** Kinds of personal data by Presidio's names. @defaultValue every kind that is found locally */
  readonly entities?: readonly string[];
}

/** Finds words, whole and in any case. */
export interface BanWordsGuardrailDocument extends GuardrailCommon {
  readonly type: 'ban_words';
  readonly words: readonly string[];
  /** How many letters may differ, 0 to 3. @defaultValue 0 */
  readonly max_distance?: number;
}

/** Finds what matches a regular expression. */
export interface RegexGuardrailDocument extends GuardrailCommon {
  readonly type: 'regex';
  /** In the syntax of RE2. */
  readonly pattern: string;
  /** @defaultValue `"[REDACTED]"` */
  readonly replacement?: string;
  /** What people read about a match. */
  readonly message?: string;
}
