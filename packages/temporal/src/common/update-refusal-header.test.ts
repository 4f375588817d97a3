import { defaultPayloadConverter } from '@temporalio/common';
import { readUpdateRefusal, toUpdateRefusal, UPDATE_REFUSAL_HEADER } from './update-refusal-header';

const refusal = {
  type: 'GovernanceStop',
  message: 'Governance blocked: no',
  details: { verdict: 'block', reason: 'no', policyId: 'p-1' },
};

describe('the refusal of an update', () => {
  it('travels in a header', () => {
    expect(readUpdateRefusal({ [UPDATE_REFUSAL_HEADER]: toUpdateRefusal(refusal) })).toEqual(refusal);
    expect(readUpdateRefusal({})).toBeUndefined();
  });

  it.each([null, 'no', 5, {}, { ...refusal, type: 1 }, { ...refusal, details: null }])(
    'is not read from what is none: %j',
    (value) => {
      const payload = defaultPayloadConverter.toPayload(value);
      expect(readUpdateRefusal({ [UPDATE_REFUSAL_HEADER]: payload })).toBeUndefined();
    },
  );

  it('is not read from a payload that nobody can decode', () => {
    const payload = { metadata: { encoding: new Uint8Array([1]) }, data: new Uint8Array([2]) };
    expect(readUpdateRefusal({ [UPDATE_REFUSAL_HEADER]: payload })).toBeUndefined();
  });
});
