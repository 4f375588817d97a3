import { defaultPayloadConverter } from '@temporalio/common';
import { SESSION_HEADER, sessionOf, withSession } from './multi-agent-session';

describe('a multi-agent session', () => {
  it('travels in a header beside those that are there', () => {
    const other = defaultPayloadConverter.toPayload('kept');
    const headers = withSession({ other }, 's-1');
    expect(headers.other).toBe(other);
    expect(sessionOf(headers)).toBe('s-1');
  });

  it('is not overwritten, and not made up', () => {
    expect(sessionOf(withSession(withSession({}, 's-1'), 's-2'))).toBe('s-1');
    expect(withSession({}, undefined)).toEqual({});
    expect(sessionOf({})).toBeUndefined();
  });

  it.each([
    ['a number', defaultPayloadConverter.toPayload(5)],
    ['a blank text', defaultPayloadConverter.toPayload(' ')],
    ['what no converter knows', { metadata: { encoding: new Uint8Array([1]) }, data: new Uint8Array([2]) }],
  ])('is not read from %s', (_name, payload) => {
    expect(sessionOf({ [SESSION_HEADER]: payload })).toBeUndefined();
  });
});
