import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { findProgram } from './find-program';
import { freePort } from './free-port';
import { serverFolder } from './server-folder';
import { ServerProcess } from './server-process';
import { MissingServerError, type TestServer } from './test-server';

const VERSION = '1.47.0';

/** A server of MongoDB's protocol in Java, whose files `npm run setup` fetches. It has no sessions and no transactions. */
export async function startMongo(): Promise<TestServer> {
  const java = findProgram('java');
  const jars = jarFolder();
  if (java === undefined || !existsSync(join(jars, `mongo-java-server-${VERSION}.jar`)))
    throw new MissingServerError(
      'mongo-java-server not found: run "npm run setup" (it needs Java 17 and Maven), or set OPENBOX_TEST_MONGO_URL',
    );
  const { folder, remove } = serverFolder('mongo');
  const port = await freePort();
  const url = `mongodb://127.0.0.1:${port}`;
  try {
    const server = await ServerProcess.start({
      program: java,
      args: [
        ...['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx64m', '-cp', join(jars, '*')],
        ...[join(__dirname, 'MongoServerMain.java'), String(port)],
      ],
      folder,
      probe: () => answers(url),
    });
    return {
      url,
      stop: async () => {
        await server.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function jarFolder(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return (
    process.env.OPENBOX_TEST_MONGO_JARS || join(cache, 'openbox-dev', `mongo-java-server-${VERSION}`, 'lib')
  );
}

async function answers(url: string): Promise<void> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 500 });
  try {
    await client.db('admin').command({ ping: 1 });
  } finally {
    await client.close();
  }
}
