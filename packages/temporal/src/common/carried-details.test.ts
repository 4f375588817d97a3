import { fromCarried, isCarried, toCarried } from './carried-details';

describe('heartbeat details as an argument', () => {
  it.each([1, 'page', null, { page: 3 }])('come back as they were: %j', (details) => {
    const carried: unknown = JSON.parse(JSON.stringify(toCarried(details)));
    expect(isCarried(carried) && fromCarried(carried)).toEqual(details);
  });

  it.each([undefined, null, 'x', {}, [], { ...toCarried(1), more: 1 }])('are not taken for %j', (value) => {
    expect(isCarried(value)).toBe(false);
  });
});
