import {
  getGovernanceFailure,
  GovernanceRefusedError,
  guardrailsFailureMessage,
  highestPriority,
  OpenBoxConfigError,
  OpenBoxError,
  parseVerdict,
  redactInput,
  redactOutput,
  shouldStop,
  toJsonValue,
} from '@openbox/core-client/contract';
import { ApplicationFailure } from '@temporalio/workflow';

class Note {
  constructor(
    readonly text: string,
    readonly author: string,
  ) {}
  shout(): string {
    return this.text.toUpperCase();
  }
}

/** Uses the whole contract where there is neither `Buffer` nor `process`, and returns what came of it. */
export async function contractInIsolate(bytes: Uint8Array): Promise<Record<string, unknown>> {
  await Promise.resolve();
  const guardrails = { validationPassed: true, reasons: [] };
  const note = new Note('call 555-867-5309', 'Ann');
  const { args } = redactInput([note, bytes], {
    ...guardrails,
    inputType: 'activity_input',
    redactedInput: [{ text: 'call <PHONE_NUMBER>' }, 'redacted'],
  });
  const [redacted, redactedBytes] = args as [Note, Uint8Array];
  const cyclic: Record<string, unknown> = {
    big: 1n,
    when: new Date(0),
    map: new Map([['k', new Set([1])]]),
    bytes,
  };
  cyclic.self = cyclic;
  const failure = ApplicationFailure.nonRetryable('stopped', 'GovernanceStop', {
    verdict: 'halt',
    reason: 'enough',
  });
  const refused = new GovernanceRefusedError({ verdict: 'block', reason: 'no' });
  return {
    globals: [typeof Reflect.get(globalThis, 'Buffer'), typeof Reflect.get(globalThis, 'process')],
    verdict: parseVerdict('REQUIRE-APPROVAL'),
    highest: highestPriority(['allow', 'block']),
    stops: shouldStop('halt'),
    message: guardrailsFailureMessage({ ...guardrails, inputType: 'activity_output' }),
    redacted: [redacted.shout(), redacted.author, note.text, new TextDecoder().decode(redactedBytes)],
    output: redactOutput('secret', { ...guardrails, inputType: 'activity_output', redactedInput: 'x' })
      .output,
    json: toJsonValue(cyclic),
    binary: toJsonValue(new Uint8Array([0, 255])),
    failure: getGovernanceFailure(new Error('wrapped', { cause: failure }))?.verdict,
    refused: getGovernanceFailure(refused)?.type,
    isError: refused instanceof OpenBoxError && !(refused instanceof OpenBoxConfigError),
  };
}
