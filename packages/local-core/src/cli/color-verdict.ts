import { Verdict } from '@openbox/core-client/contract';
import type { CliIo } from './cli-io';

/** A verdict in its colour, padded to the width of the longest. */
export function colorVerdict(verdict: Verdict, colors: CliIo['colors']): string {
  const text = verdict.padEnd(Verdict.REQUIRE_APPROVAL.length);
  switch (verdict) {
    case Verdict.ALLOW:
      return colors.green(text);
    case Verdict.CONSTRAIN:
      return colors.cyan(text);
    case Verdict.REQUIRE_APPROVAL:
      return colors.yellow(text);
    case Verdict.BLOCK:
      return colors.red(text);
    case Verdict.HALT:
      return colors.bold(colors.red(text));
  }
}
