import { startModel } from './start-model';

describe('startModel', () => {
  it('starts the simulation, says so, and tells what it received', async () => {
    const model = await startModel({});
    try {
      expect(model.simulated).toBe(true);
      expect(model.description).toContain('SIMULATED');
      await model.client.complete({ system: 'be kind', prompt: 'hello' });
      expect(model.texts()).toEqual(['be kind', 'hello']);
    } finally {
      await model.close();
    }
  });

  it('takes the real model that the environment names, and does not show its key', async () => {
    const model = await startModel({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: 'sk-secret' });
    expect(model.simulated).toBe(false);
    expect(model.description).toBe('language model gpt-4o-mini at http://127.0.0.1:9/v1');
    await expect(model.client.complete({ system: 's', prompt: 'hello' })).rejects.toThrow(
      'cannot be reached',
    );
    expect(model.texts()).toEqual(['hello']);
    await model.close();
  });
});
