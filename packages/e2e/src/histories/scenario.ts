/** Signal that has a run ask for decisions. */
export const WAKE = 'openbox_wake';
/** Verdict that asks a human. */
export const ASK = 'require_approval';

/** Something that happens to a Workflow from outside. */
export type Step =
  | readonly ['signal', name: string, ...args: string[]]
  | readonly ['update', name: string, argument: string]
  | readonly ['cancel'];

/** Which scenarios are recorded: `long` for those that see a second Worker take over, or the names of some. */
export type Extent = 'all' | 'some' | 'long' | readonly string[];

/** One Workflow whose history is recorded, and what Core says to its events. */
export interface Scenario {
  /** Name of the fixture, and part of the Workflow's id. */
  readonly name: string;
  readonly workflow: string;
  /** Sent together with the start. */
  readonly signalWithStart?: readonly [name: string, argument: string];
  /** What happens while the first Worker runs. */
  readonly first?: readonly Step[];
  /** What happens while the second Worker runs, which takes over from the first. */
  readonly then?: readonly Step[];
  /** Recorded while it still runs. */
  readonly open?: true;
  /** It has a child, which is recorded too. */
  readonly child?: true;
  /** Verdicts by event type, or by event type and name of the Activity or signal; anything else is allowed. */
  readonly verdicts?: Readonly<Record<string, string>>;
  /** How many runs are judged so, and told to begin again with the same input; anything in later ones is allowed. */
  readonly patchedRuns?: number;
  /** Event, as in {@link verdicts}, for which Core takes longer than a Workflow Task is held for it. */
  readonly slow?: string;
  /** What a human says, asked for the third time; `pending` for nothing. @defaultValue `'allow'` */
  readonly human?: 'allow' | 'block' | 'pending';
}

/** `true` for a Workflow that lives on when one Worker hands over to another. */
export function isLong(scenario: Scenario): boolean {
  return scenario.then !== undefined || scenario.open === true;
}
