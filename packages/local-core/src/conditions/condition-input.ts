import type { CelInput } from '@bufbuild/cel';
import { EVENT_FIELD_NAMES, eventFieldValue, type ConditionEvent } from './event-fields';

/** Who sent an event, as conditions see it in `agent`. */
export interface ConditionAgent {
  readonly id: string;
  readonly name: string;
}

/** One event, made ready for any number of conditions. */
export interface ConditionInput {
  readonly event: ConditionEvent;
  readonly bindings: Readonly<Record<string, CelInput>>;
  /** Most items that a loop over anything in the event can have. */
  readonly longestList: () => number;
  /** Length of the longest text in the event. */
  readonly longestText: () => number;
}

/** Gives every variable of a condition its value. */
export function createConditionInput(event: ConditionEvent, agent: ConditionAgent): ConditionInput {
  const bindings: Record<string, CelInput> = {};
  for (const field of EVENT_FIELD_NAMES) bindings[field] = toCelInput(eventFieldValue(event, field));
  bindings.event = toCelInput(event);
  bindings.agent = { id: agent.id, name: agent.name };
  let sizes: { list: number; text: number } | undefined;
  const measured = (): { list: number; text: number } => (sizes ??= measure(event));
  return { event, bindings, longestList: () => measured().list, longestText: () => measured().text };
}

function measure(event: unknown): { list: number; text: number } {
  const sizes = { list: 0, text: 0 };
  const pending: unknown[] = [event];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string') sizes.text = Math.max(sizes.text, value.length);
    if (typeof value !== 'object' || value === null) continue;
    const items: unknown[] = Object.values(value);
    sizes.list = Math.max(sizes.list, items.length);
    for (const item of items) pending.push(item);
  }
  return sizes;
}

/** JSON is what CEL takes; anything else that got in is unknown to conditions. */
function toCelInput(value: unknown): CelInput {
  return isJson(value) ? value : null;
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

function isJson(value: unknown): value is Json {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}
