/** Something that happens to a Workflow from outside. */
export type Step =
  | readonly ['signal', name: string, ...args: string[]]
  | readonly ['update', name: string, argument: string]
  | readonly ['cancel'];

/** Which scenarios are recorded: `long` for those that see a second Worker take over. */
export type Extent = 'all' | 'some' | 'long';

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
  /** What a human says, asked for the third time; `pending` for nothing. @defaultValue `'allow'` */
  readonly human?: 'allow' | 'block' | 'pending';
}

/** `true` for a Workflow that lives on when one Worker hands over to another. */
export function isLong(scenario: Scenario): boolean {
  return scenario.then !== undefined || scenario.open === true;
}
