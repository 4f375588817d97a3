import { resolveModelSettings } from './model-settings';

describe('resolveModelSettings', () => {
  it('leaves the simulation to answer where nothing is set', () => {
    expect(resolveModelSettings({ OPENAI_MODEL: 'x', OPENAI_API_KEY: '' })).toBeUndefined();
  });

  it('takes a server of your own without a key', () => {
    expect(
      resolveModelSettings({ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1/', OPENAI_MODEL: 'llama' }),
    ).toEqual({
      baseUrl: 'http://127.0.0.1:11434/v1',
      model: 'llama',
    });
  });

  it('takes the public service where only a key is given', () => {
    expect(resolveModelSettings({ OPENAI_API_KEY: 'k' })).toEqual({
      baseUrl: 'https://api.openai.com/v1',
      apiKey: 'k',
      model: 'gpt-4o-mini',
    });
  });

  it.each(['not a url', 'ftp://example.com'])('refuses the address %s', (address) => {
    expect(() => resolveModelSettings({ OPENAI_BASE_URL: address })).toThrow('OPENAI_BASE_URL');
  });
});
