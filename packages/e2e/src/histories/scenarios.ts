import { OPTION_SCENARIOS } from './option-scenarios';
import type { Extent, Scenario } from './scenario';
import { ASK, WAKE } from './scenario';

/** Ends with the first Worker. */
const SHORT: readonly Scenario[] = [
  { name: 'one-activity', workflow: 'oneActivity' },
  { name: 'one-attempt', workflow: 'oneAttempt' },
  { name: 'parallel-activities', workflow: 'parallelActivities' },
  { name: 'local-activities', workflow: 'localActivities' },
  { name: 'timers', workflow: 'timers' },
  { name: 'child', workflow: 'withChild', child: true },
  { name: 'child-signalled', workflow: 'withSignalledChild', child: true },
  { name: 'continue-as-new', workflow: 'continueTwice' },
  { name: 'failed', workflow: 'failAfterWork' },
  { name: 'left-behind', workflow: 'leaveBehind', child: true },
  { name: 'activity-cancelled', workflow: 'giveUp' },
  { name: 'start-blocked', workflow: 'parallelActivities', verdicts: { WorkflowStarted: 'block' } },
  { name: 'start-halted', workflow: 'localActivities', verdicts: { WorkflowStarted: 'halt' } },
  { name: 'activity-blocked', workflow: 'oneActivity', verdicts: { 'ActivityStarted work': 'block' } },
  {
    name: 'activity-blocked-and-caught',
    workflow: 'goOnWithout',
    verdicts: { 'ActivityStarted publish': 'block' },
  },
  { name: 'output-blocked', workflow: 'goOnWithout', verdicts: { 'ActivityCompleted publish': 'block' } },
  {
    name: 'halted',
    workflow: 'parallelActivities',
    verdicts: { 'ActivityStarted publish': 'halt' },
  },
  { name: 'result-blocked', workflow: 'timers', verdicts: { WorkflowCompleted: 'block' } },
  {
    name: 'child-blocked',
    workflow: 'withChild',
    child: true,
    verdicts: { 'ActivityStarted work': 'block' },
  },
  { name: 'no-verdict', workflow: 'oneActivity', verdicts: { WorkflowStarted: 'no such verdict' } },
  { name: 'approved', workflow: 'oneActivity', verdicts: { 'ActivityStarted work': ASK } },
  { name: 'approved-output', workflow: 'oneActivity', verdicts: { 'ActivityCompleted work': ASK } },
  { name: 'local-approved', workflow: 'localActivities', verdicts: { 'ActivityStarted work': ASK } },
  { name: 'local-approved-output', workflow: 'localActivities', verdicts: { 'ActivityCompleted work': ASK } },
  {
    name: 'approved-in-parallel',
    workflow: 'parallelActivities',
    verdicts: { 'ActivityStarted work': ASK, 'ActivityStarted publish': ASK },
  },
  { name: 'approved-durably', workflow: 'oneAttempt', verdicts: { 'ActivityStarted publish': ASK } },
  { name: 'approved-output-durably', workflow: 'oneAttempt', verdicts: { 'ActivityCompleted publish': ASK } },
  { name: 'rejected', workflow: 'goOnWithout', verdicts: { 'ActivityStarted publish': ASK }, human: 'block' },
  {
    name: 'rejected-durably',
    workflow: 'oneAttempt',
    verdicts: { 'ActivityStarted publish': ASK },
    human: 'block',
  },
  { name: 'approved-start', workflow: 'oneActivity', verdicts: { WorkflowStarted: ASK } },
];

/** Lives on when the second Worker takes over. */
const LONG: readonly Scenario[] = [
  {
    name: 'signals',
    workflow: 'takeNotes',
    first: [
      ['signal', 'note', 'milk'],
      ['signal', 'note', 'bread'],
    ],
    then: [
      ['signal', 'note', 'salt'],
      ['signal', 'finish'],
    ],
  },
  {
    name: 'signal-with-start',
    workflow: 'takeNotes',
    signalWithStart: ['note', 'milk'],
    then: [['signal', 'finish']],
  },
  {
    name: 'signal-blocked',
    workflow: 'takeNotes',
    first: [['signal', 'note', 'psst']],
    then: [['signal', 'finish']],
    verdicts: { 'SignalReceived note': 'block' },
  },
  {
    name: 'signal-blocked-at-last',
    workflow: 'takeNotes',
    first: [['signal', 'note', 'milk']],
    then: [
      ['signal', 'finish'],
      ['signal', 'note', 'psst'],
    ],
    verdicts: { 'SignalReceived finish': 'block' },
  },
  {
    name: 'signal-halted',
    workflow: 'takeNotes',
    first: [['signal', 'note', 'psst']],
    then: [['signal', 'finish']],
    verdicts: { 'SignalReceived note': 'halt' },
  },
  {
    name: 'signal-approved',
    workflow: 'takeNotes',
    first: [['signal', 'note', 'psst']],
    then: [['signal', 'finish']],
    verdicts: { 'SignalReceived note': ASK },
  },
  {
    name: 'updates',
    workflow: 'takeProposals',
    first: [['update', 'propose', 'milk']],
    then: [
      ['update', 'propose', 'bread'],
      ['signal', 'finish'],
    ],
  },
  {
    name: 'update-blocked',
    workflow: 'takeProposals',
    first: [['update', 'propose', 'psst']],
    then: [['signal', 'finish']],
    verdicts: { 'SignalReceived propose': 'block' },
  },
  { name: 'cancelled', workflow: 'cleanUp', then: [['cancel']] },
  {
    name: 'continue-as-new-on-signal',
    workflow: 'continueWithNote',
    then: [['signal', 'note', 'milk']],
  },
  { name: 'open-timer', workflow: 'sleepForLong', open: true },
  { name: 'open-signals', workflow: 'takeNotes', first: [['signal', 'note', 'milk']], open: true },
  {
    name: 'open-signals-in-two-builds',
    workflow: 'takeNotes',
    first: [['signal', 'note', 'milk']],
    then: [['signal', 'note', 'bread']],
    open: true,
  },
  {
    name: 'open-approval',
    workflow: 'oneActivity',
    verdicts: { 'ActivityStarted work': ASK },
    human: 'pending',
    open: true,
  },
  {
    name: 'woken',
    workflow: 'oneAttempt',
    first: [['signal', WAKE]],
    then: [['signal', WAKE]],
    verdicts: { WorkflowStarted: ASK, 'ActivityStarted publish': ASK },
  },
  {
    name: 'open-woken',
    workflow: 'oneAttempt',
    first: [['signal', WAKE]],
    then: [['signal', WAKE]],
    verdicts: { 'ActivityStarted publish': ASK },
    human: 'pending',
    open: true,
  },
  {
    name: 'open-approval-in-workflow',
    workflow: 'oneAttempt',
    verdicts: { 'ActivityStarted publish': ASK },
    human: 'pending',
    open: true,
  },
];

/** One of each kind. */
const SOME = new Set([
  'one-activity',
  'parallel-activities',
  'local-activities',
  'child',
  'continue-as-new',
  'failed',
  'start-blocked',
  'activity-blocked',
  'halted',
  'approved',
  'approved-durably',
  'signals',
  'signal-with-start',
  'signal-blocked',
  'updates',
  'cancelled',
  'open-timer',
  'open-signals',
  'open-approval-in-workflow',
]);

export function scenariosOf(extent: Extent): readonly Scenario[] {
  if (typeof extent !== 'string') return extent.map(scenarioNamed);
  switch (extent) {
    case 'all':
      return [...SHORT, ...LONG];
    case 'some':
      return [...SHORT, ...LONG].filter(({ name }) => SOME.has(name));
    case 'long':
      return LONG;
  }
}

function scenarioNamed(name: string): Scenario {
  const found = [...SHORT, ...LONG, ...OPTION_SCENARIOS].find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`There is no scenario ${name}.`);
  return found;
}
