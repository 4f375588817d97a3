import colors from 'picocolors';
import type { CaseOutcome } from './case-outcome';
import { describeStep, shorten } from './describe-step';
import { findDecisive } from './find-decisive';
import { findOperations } from './find-operations';

type Paint = (text: string) => string;

const MAX_QUOTES = 3;
const MAX_QUOTE_CHARACTERS = 120;

const line = (label: string, text: string): string => `     ${colors.dim(label.padEnd(10))} ${text}`;

function paintFor(verdict: string): Paint {
  switch (verdict) {
    case 'allow':
      return colors.green;
    case 'constrain':
    case 'require_approval':
      return colors.yellow;
    default:
      return colors.red;
  }
}

/** What the model received in place of redacted values, with the words around it. */
function redactedLines(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) => text.split('\n').filter((part) => /<[A-Z_]{3,}>/.test(part)));
  return [...new Set(found.map((text) => shorten(text, MAX_QUOTE_CHARACTERS)))].slice(0, MAX_QUOTES);
}

/** First line of a case. */
export function formatHeading(index: number, count: number, messageId: string, shows: string): string {
  return `\n${colors.bold(`${String(index).padStart(2)}/${count}  ${messageId}`)}  ${colors.dim(shows)}`;
}

/** What was asked, what Core said and why, and what Temporal says of the run, line by line. */
export function formatAccount(outcome: CaseOutcome, where: string): string[] {
  const decisive = findDecisive(outcome.decisions);
  const lines: string[] = [];
  if (decisive) {
    const effect = decisive.refused ? ', refused' : decisive.replacement === undefined ? '' : ', redacted';
    const by = decisive.rules.length > 0 ? ` by ${decisive.rules.join(', ')}` : '';
    const paint = decisive.refused ? colors.red : paintFor(decisive.verdict);
    const why = decisive.reason ? `: ${shorten(decisive.reason)}` : '';
    lines.push(line('asked', describeStep(decisive.event, decisive.replacement)));
    lines.push(line('verdict', `${paint(decisive.verdict.toUpperCase() + effect)}${by}${why}`));
    if (decisive.constraints?.length)
      lines.push(line('on terms', decisive.constraints.map(String).join(', ')));
    lines.push(line('', colors.dim(`${outcome.decisions.length} events of this run were decided by Core`)));
  }
  redactedLines(outcome.modelTexts).forEach((text, index) => {
    lines.push(line(index === 0 ? 'model saw' : '', text));
  });
  for (const [index, { text }] of findOperations(outcome.decisions).entries()) {
    lines.push(line(index === 0 ? 'operations' : '', shorten(text, MAX_QUOTE_CHARACTERS)));
  }
  const did = outcome.deeds.map((deed) => deed.kind.replace('_', ' ')).join(', ');
  lines.push(line('done', did || 'nothing'));
  const failure = outcome.failureType ? ` ${outcome.failureType}` : '';
  const paint = outcome.status === 'COMPLETED' ? colors.green : colors.red;
  lines.push(line('Temporal', `${paint(outcome.status + failure)}  ${shorten(outcome.detail)}`));
  lines.push(line('look', where));
  return lines;
}
