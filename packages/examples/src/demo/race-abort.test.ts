import { raceAbort } from './race-abort';

describe('raceAbort', () => {
  it('gives the result, or the error, of the promise', async () => {
    const { signal } = new AbortController();
    await expect(raceAbort(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(raceAbort(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  });

  it('does not wait for a promise that never settles once the signal says stop', async () => {
    const controller = new AbortController();
    const waiting = raceAbort(new Promise(() => {}), controller.signal);
    controller.abort(new Error('Ctrl-C'));
    await expect(waiting).rejects.toThrow('Ctrl-C');
    await expect(raceAbort(Promise.resolve(7), controller.signal)).rejects.toThrow('Ctrl-C');
  });
});
