import type { OpenBoxOptions } from '@openbox/temporal';
import type { WorkerOptions } from '@temporalio/worker';
import type { Extent } from './scenario';

/** Options of a Worker as they are written down; `null` for a Worker without us. */
export type WorkerConfiguration = (OpenBoxOptions & Pick<WorkerOptions, 'enableNonLocalActivities'>) | null;

/** How the first and the second Worker of a recording are configured, and what is recorded. */
export interface RecordedConfiguration {
  readonly first: WorkerConfiguration;
  readonly second: WorkerConfiguration;
  readonly extent: Extent;
}

const FLIPPED = {
  sendStartEvent: false,
  sendActivityStartEvent: false,
  skipWorkflowTypes: ['oneActivity', 'takeNotes', 'continueTwice', 'withChild'],
  skipActivityTypes: ['work'],
  skipSignals: ['note', 'finish', 'propose'],
  governancePolicy: 'fail_closed',
  hitlMode: 'workflow',
} as const satisfies OpenBoxOptions;

const OFF = { enforcement: 'off' } as const;
const NO_ACTIVITIES = { enableNonLocalActivities: false } as const;
const OBSERVE = { enforcement: 'observe' } as const;

/** By the recording's name. A build that does not know an option is recorded without the configurations that use it. */
export const RECORDED_CONFIGURATIONS: Readonly<Record<string, RecordedConfiguration>> = {
  ungoverned: always(null, 'all'),
  enforce: always({}, 'all'),
  observe: always(OBSERVE, 'some'),
  off: always(OFF, 'some'),
  'skip-lists': always(
    { skipWorkflowTypes: ['parallelActivities', 'cleanUp', 'withChild'], skipActivityTypes: ['publish'] },
    'some',
  ),
  'skip-signals': always({ skipSignals: ['note', 'propose'] }, 'some'),
  'no-start-events': always({ sendStartEvent: false, sendActivityStartEvent: false }, 'some'),
  'approval-in-workflow': always({ hitlMode: 'workflow' }, 'some'),
  'judged-first': always({ redactWorkflowInput: true, dropBlockedSignals: true }, 'some'),
  'patch-restarts': always({ maxPatchRestarts: 1 }, [
    'start-patched',
    'activity-patched',
    'output-patched',
    'result-patched',
    'signal-patched',
    'patched-too-often',
  ]),
  'search-attribute': always({ searchAttribute: true }, [
    'one-activity',
    'start-blocked',
    'halted',
    'approved-durably',
    'signal-approved',
    'open-approval-in-workflow',
  ]),
  'no-activities': always(NO_ACTIVITIES, [
    'local-only',
    'local-only-approved',
    'local-only-approved-output',
    'local-only-approved-start',
    'open-local-only-woken',
  ]),
  'no-activities-turned-off': {
    first: NO_ACTIVITIES,
    second: { ...NO_ACTIVITIES, ...OFF },
    extent: ['open-local-only-woken'],
  },
  nexus: always({}, ['nexus', 'nexus-blocked']),
  'updates-judged-by-the-run': always({}, ['update-approved', 'update-late', 'update-late-blocked']),
  'turned-on': { first: null, second: {}, extent: 'long' },
  'turned-off': { first: {}, second: OFF, extent: 'long' },
  'off-then-on': { first: OFF, second: {}, extent: 'long' },
  'options-changed': { first: {}, second: FLIPPED, extent: 'long' },
  'options-changed-back': { first: FLIPPED, second: {}, extent: 'long' },
};

/** Under which options of the plugin each history must replay. */
export const REPLAY_CONFIGURATIONS: Readonly<Record<string, OpenBoxOptions>> = {
  enforce: {},
  observe: OBSERVE,
  off: OFF,
  'every workflow, activity and signal skipped': {
    ...FLIPPED,
    skipWorkflowTypes: [
      'oneActivity',
      'oneAttempt',
      'parallelActivities',
      'localActivities',
      'timers',
      'sleepForLong',
      'takeNotes',
      'takeProposals',
      'withChild',
      'withSignalledChild',
      'continueTwice',
      'continueWithNote',
      'cleanUp',
      'failAfterWork',
      'goOnWithout',
      'leaveBehind',
      'giveUp',
      'askOffice',
      'localOnly',
    ],
    skipActivityTypes: ['work', 'publish'],
  },
  'judged first, operations governed, and no human asked': {
    redactWorkflowInput: true,
    sendWorkflowInput: true,
    dropBlockedSignals: true,
    observeQueries: true,
    operationGovernance: true,
    hitlEnabled: false,
    errorTypes: 'v1.1',
    searchAttribute: true,
    maxPatchRestarts: 3,
  },
};

function always(configuration: WorkerConfiguration, extent: Extent): RecordedConfiguration {
  return { first: configuration, second: configuration, extent };
}
