import { createServer } from 'node:net';
import { findFreePort } from './free-port';

describe('findFreePort', () => {
  it('gives the preferred port where it is free', async () => {
    const port = await findFreePort(0);
    await expect(findFreePort(port)).resolves.toBe(port);
  });

  it('gives another one where somebody listens on it', async () => {
    const taken = await findFreePort(0);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
    try {
      const port = await findFreePort(taken);
      expect(port).not.toBe(taken);
      expect(port).toBeGreaterThan(0);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
