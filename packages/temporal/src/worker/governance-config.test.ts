import { resolveGovernanceConfig } from './governance-config';
import type { GovernanceOptions } from './governance-config';

describe('resolveGovernanceConfig', () => {
  it('has the defaults of the specification', () => {
    expect(resolveGovernanceConfig({}, {})).toMatchObject({
      governanceTimeoutMs: 30_000,
      onApiError: 'fail_open',
      sendStartEvent: true,
      sendActivityStartEvent: true,
      skipSignals: [],
      observeQueries: false,
      hitlEnabled: true,
      hitlPollIntervalMs: 5_000,
      errorTypes: 'v1.0',
    });
  });

  // covers: W44
  it('takes options before the environment, and the environment before defaults', () => {
    const env = {
      OPENBOX_GOVERNANCE_TIMEOUT: '2.5',
      OPENBOX_GOVERNANCE_POLICY: 'fail_closed',
      OPENBOX_SEND_START_EVENT: 'false',
      OPENBOX_SEND_ACTIVITY_START_EVENT: '0',
      OPENBOX_HITL_ENABLED: 'off',
    };
    expect(resolveGovernanceConfig({}, env)).toMatchObject({
      governanceTimeoutMs: 2_500,
      onApiError: 'fail_closed',
      sendStartEvent: false,
      sendActivityStartEvent: false,
      hitlEnabled: false,
    });
    expect(
      resolveGovernanceConfig({ governanceTimeout: '1s', sendStartEvent: true, hitlEnabled: true }, env),
    ).toMatchObject({
      governanceTimeoutMs: 1_000,
      sendStartEvent: true,
      hitlEnabled: true,
    });
  });

  it('takes a blank variable for absent', () => {
    expect(
      resolveGovernanceConfig({}, { OPENBOX_GOVERNANCE_TIMEOUT: ' ', OPENBOX_GOVERNANCE_POLICY: '' }),
    ).toMatchObject({
      governanceTimeoutMs: 30_000,
      onApiError: 'fail_open',
    });
  });

  // covers: 95, W44
  it('adds to the skipped activity types and never loses its own', () => {
    const { skipActivityTypes } = resolveGovernanceConfig({ skipActivityTypes: ['warmUp'] }, {});
    expect([...skipActivityTypes]).toEqual(['warmUp', 'send_governance_event']);
  });

  it('takes a function that describes activities, and types whose streams are held', () => {
    const describeActivity = () => undefined;
    const config = resolveGovernanceConfig({ describeActivity, holdStreams: ['invokeModelStreaming'] }, {});
    expect(config.describeActivity).toBe(describeActivity);
    expect([...config.holdStreams]).toEqual(['invokeModelStreaming']);
    const wrong = (options: object): GovernanceOptions => options;
    expect(() => resolveGovernanceConfig(wrong({ describeActivity: {} }), {})).toThrow('describeActivity');
    expect(() => resolveGovernanceConfig(wrong({ holdStreams: 'all' }), {})).toThrow('holdStreams');
  });

  it('observes queries where it is told to, and takes nothing but yes or no', () => {
    expect(resolveGovernanceConfig({ observeQueries: true }, {}).observeQueries).toBe(true);
    const options: GovernanceOptions = {};
    Reflect.set(options, 'observeQueries', 'yes');
    expect(() => resolveGovernanceConfig(options, {})).toThrow(/observeQueries must be true or false/);
  });

  it('never changes the options it is given', () => {
    const options = Object.freeze({ skipActivityTypes: Object.freeze(['a']), skipSignals: new Set(['s']) });
    expect(resolveGovernanceConfig(options, {}).skipSignals).toEqual(['s']);
    expect(options.skipActivityTypes).toEqual(['a']);
  });

  it.each<[string, Record<string, unknown>]>([
    ['governanceTimeout', { governanceTimeout: 'soon' }],
    ['governanceTimeout', { governanceTimeout: 0 }],
    ['governanceTimeout', { governanceTimeout: NaN }],
    ['governancePolicy', { governancePolicy: 'fail_maybe' }],
    ['skipSignals', { skipSignals: 'heartbeat' }],
    ['skipWorkflowTypes', { skipWorkflowTypes: [1] }],
    ['hitlPollInterval', { hitlPollInterval: -1 }],
    ['errorTypes', { errorTypes: 'v2' }],
    ['multiAgentSessionId', { multiAgentSessionId: ' ' }],
    ['approvalUrl', { approvalUrl: 'javascript:alert(1)' }],
    ['approvalUrl', { approvalUrl: 'approvals/{approvalId}' }],
    ['searchAttribute', { searchAttribute: 'OpenBoxStatus' }],
    ['maxPatchRestarts', { maxPatchRestarts: -1 }],
    ['maxPatchRestarts', { maxPatchRestarts: 1.5 }],
    ['onVerdict', { onVerdict: 'log' }],
  ])('refuses a bad %s by name', (name, options: GovernanceOptions) => {
    expect(() => resolveGovernanceConfig(options, {})).toThrow(name);
  });

  it.each([
    ['OPENBOX_GOVERNANCE_TIMEOUT', 'abc'],
    ['OPENBOX_GOVERNANCE_TIMEOUT', '-1'],
    ['OPENBOX_GOVERNANCE_POLICY', 'open'],
    ['OPENBOX_SEND_START_EVENT', 'maybe'],
  ])('refuses a bad %s by name', (name, value) => {
    expect(() => resolveGovernanceConfig({}, { [name]: value })).toThrow(name);
  });
});
