import type { RunSettings } from '../common/governance-activity';

/** Whether a run keeps to the rules that came with `edition`; one that an earlier build began does not. */
export function keepsTo(settings: RunSettings | undefined, edition: number): boolean {
  return (settings?.edition ?? 0) >= edition;
}
