import { defaultPayloadConverter, DefaultPayloadConverter } from '@temporalio/common';
import { keepPayload, restorePayload } from './kept-payload';

const own = new DefaultPayloadConverter();
const payload = { metadata: { encoding: new Uint8Array([120]), more: new Uint8Array([1]) } };

describe('a kept payload', () => {
  it("is read by the user's own converter where that wrote it, with all that it said", () => {
    const kept = keepPayload({ ...payload, data: new Uint8Array([2]) }, own);
    const fromPayload = jest.spyOn(own, 'fromPayload').mockReturnValue('read');
    expect(kept && restorePayload(kept, own)).toBe('read');
    expect(fromPayload).toHaveBeenCalledWith({ ...payload, data: new Uint8Array([2]) });
  });

  it("needs no converter of the user's where Temporal's wrote it", () => {
    const kept = keepPayload(defaultPayloadConverter.toPayload('mine'), defaultPayloadConverter);
    expect(kept).not.toHaveProperty('isOwn');
  });

  it('does not stand for one that says nothing of its encoding', () => {
    expect(keepPayload({ data: new Uint8Array([2]) }, own)).toBeUndefined();
  });

  it('is refused where it came back damaged', () => {
    expect(() => restorePayload({ encoding: 'eA==', data: '?' }, own)).toThrow('damaged');
  });
});
