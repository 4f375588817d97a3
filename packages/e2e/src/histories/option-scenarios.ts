import type { Scenario } from './scenario';
import { ASK, WAKE } from './scenario';

/** Recorded by the configurations that name them alone: without their options they show nothing, or take long. */
export const OPTION_SCENARIOS: readonly Scenario[] = [
  { name: 'start-patched', workflow: 'oneActivity', verdicts: { WorkflowStarted: 'block' }, patchedRuns: 1 },
  {
    name: 'activity-patched',
    workflow: 'goOnWithout',
    verdicts: { 'ActivityStarted publish': 'block' },
    patchedRuns: 1,
  },
  {
    name: 'output-patched',
    workflow: 'parallelActivities',
    verdicts: { 'ActivityCompleted publish': 'block' },
    patchedRuns: 1,
  },
  { name: 'result-patched', workflow: 'timers', verdicts: { WorkflowCompleted: 'block' }, patchedRuns: 1 },
  {
    name: 'signal-patched',
    workflow: 'takeNotes',
    first: [['signal', 'note', 'psst']],
    then: [['signal', 'finish']],
    verdicts: { 'SignalReceived note': 'block' },
    patchedRuns: 1,
  },
  {
    name: 'patched-too-often',
    workflow: 'oneActivity',
    verdicts: { 'ActivityStarted work': 'block' },
    patchedRuns: 2,
  },
  { name: 'nexus', workflow: 'askOffice' },
  { name: 'nexus-blocked', workflow: 'askOffice', verdicts: { 'ActivityStarted office.stamp': 'block' } },
  { name: 'local-only', workflow: 'localOnly' },
  { name: 'local-only-approved', workflow: 'localOnly', verdicts: { 'ActivityStarted work': ASK } },
  { name: 'local-only-approved-output', workflow: 'localOnly', verdicts: { 'ActivityCompleted work': ASK } },
  { name: 'local-only-approved-start', workflow: 'localOnly', verdicts: { WorkflowStarted: ASK } },
  {
    name: 'open-local-only-woken',
    workflow: 'localOnly',
    first: [['signal', WAKE]],
    then: [['signal', WAKE]],
    verdicts: { 'ActivityStarted work': ASK },
    human: 'pending',
    open: true,
  },
  {
    name: 'update-approved',
    workflow: 'takeProposals',
    first: [['update', 'propose', 'milk']],
    then: [
      ['update', 'propose', 'bread'],
      ['signal', 'finish'],
    ],
    verdicts: { 'SignalReceived propose': ASK },
  },
  {
    name: 'update-late',
    workflow: 'takeProposals',
    first: [['update', 'propose', 'milk']],
    then: [['signal', 'finish']],
    slow: 'SignalReceived propose',
  },
  {
    name: 'update-late-blocked',
    workflow: 'takeProposals',
    first: [['update', 'propose', 'psst']],
    then: [['signal', 'finish']],
    verdicts: { 'SignalReceived propose': 'block' },
    slow: 'SignalReceived propose',
  },
];
