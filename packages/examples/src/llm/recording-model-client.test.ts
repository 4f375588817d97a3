import { createRecordingModelClient } from './recording-model-client';

describe('createRecordingModelClient', () => {
  it('passes the request on unchanged and remembers its prompt', async () => {
    const complete = jest.fn(async () => 'answer');
    const client = createRecordingModelClient({ complete });
    const request = { system: 's', prompt: 'p', json: true };
    await expect(client.complete(request)).resolves.toBe('answer');
    expect(complete).toHaveBeenCalledWith(request);
    expect(client.prompts()).toEqual(['p']);
  });

  it('remembers the prompt of a request that failed', async () => {
    const client = createRecordingModelClient({ complete: () => Promise.reject(new Error('down')) });
    await expect(client.complete({ system: 's', prompt: 'p' })).rejects.toThrow('down');
    expect(client.prompts()).toEqual(['p']);
  });
});
