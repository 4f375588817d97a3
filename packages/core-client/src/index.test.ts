import * as contract from './contract';
import * as root from './index';

it('also exports the whole contract', () => {
  expect(Object.keys(root)).toEqual(expect.arrayContaining(Object.keys(contract)));
});

it('exports nothing by default', () => {
  expect(Object.keys(root)).not.toContain('default');
});
