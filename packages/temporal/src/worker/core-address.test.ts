import type { Evaluator } from '@openbox/core-client/contract';
import { resolveCoreAddress } from './core-address';

const evaluator: Evaluator = { evaluate: () => Promise.resolve({ verdict: 'allow' }) };
const env = { OPENBOX_URL: 'https://env.example', OPENBOX_API_KEY: 'obx_test_env' };

describe('resolveCoreAddress', () => {
  it('is what the options say, then what the environment says', () => {
    expect(resolveCoreAddress({}, env)).toEqual({ url: 'https://env.example', apiKey: 'obx_test_env' });
    expect(resolveCoreAddress({ openboxApiKey: 'obx_test_own' }, env)).toEqual({
      url: 'https://env.example',
      apiKey: 'obx_test_own',
    });
  });

  it('is the evaluator, whatever else is given', () => {
    expect(resolveCoreAddress({ evaluator, openboxUrl: 'https://core.example' }, env)).toEqual({ evaluator });
  });

  it('is nobody where nothing is given, be it as blanks', () => {
    expect(resolveCoreAddress({}, {})).toBeUndefined();
    expect(resolveCoreAddress({}, { OPENBOX_URL: ' ', OPENBOX_API_KEY: '' })).toBeUndefined();
  });

  it.each([
    ['openboxUrl', { openboxApiKey: 'obx_test_sentinel' }],
    ['openboxApiKey', { openboxUrl: 'https://core.example' }],
  ])('asks for %s where the other is given', (missing, options) => {
    expect(() => resolveCoreAddress(options, {})).toThrow(new RegExp(`^(?!.*sentinel).*set ${missing} `));
  });
});
