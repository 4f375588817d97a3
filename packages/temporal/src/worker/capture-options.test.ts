import { OpenBoxConfigError } from '@openbox/core-client/contract';
import { resolveCaptureOptions } from './capture-options';
import type { CaptureOptions } from './capture-options';
import { OpenBoxPlugin } from './openbox-plugin';

const refused = (refuseUngoverned: CaptureOptions['refuseUngoverned']): readonly string[] =>
  resolveCaptureOptions({ refuseUngoverned }, {}).refuseUngoverned;

describe('refuseUngoverned', () => {
  it('is off, all channels, or those that are named', () => {
    expect(refused(undefined)).toEqual([]);
    expect(refused(false)).toEqual([]);
    expect(refused(true)).toEqual(['child_process', 'worker_threads', 'http2', 'socket']);
    expect(refused(new Set(['http2', 'socket'] as const))).toEqual(['http2', 'socket']);
  });

  it('names what cannot be used, and what can', () => {
    const wrong: Iterable<never> = JSON.parse('["shell"]') as never[];
    expect(() => refused(wrong)).toThrow(OpenBoxConfigError);
    expect(() => refused(wrong)).toThrow(/refuseUngoverned must be one of 'child_process', 'worker_threads'/);
  });

  it('needs operations to be governed', () => {
    expect(() => new OpenBoxPlugin({ refuseUngoverned: true })).toThrow('set operationGovernance as well');
    expect(() => new OpenBoxPlugin({ refuseUngoverned: true, operationGovernance: false })).toThrow(
      OpenBoxConfigError,
    );
    expect(() => new OpenBoxPlugin({ refuseUngoverned: true, operationGovernance: ['pay'] })).not.toThrow();
    expect(() => new OpenBoxPlugin({ refuseUngoverned: [] })).not.toThrow();
  });
});
