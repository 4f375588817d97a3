import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines } from './run-process.mjs';
import { SetupError } from './setup-error.mjs';
import { installIntoCache } from './tool-cache.mjs';

const VERSION = '1.47.0';
const MAVEN_TIMEOUT_MS = 5 * 60_000;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>openbox</groupId>
  <artifactId>mongo-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>de.bwaldvogel</groupId>
      <artifactId>mongo-java-server</artifactId>
      <version>${VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

/** Where the files of the MongoDB server are kept that tests start. */
export function mongoServerFolder(cacheFolder) {
  return join(cacheFolder, `mongo-java-server-${VERSION}`, 'lib');
}

/** Fetches a server of MongoDB's protocol, with what it needs, from Maven Central. */
export async function installMongoServer({ folder, progress, env, run }) {
  await progress.run('MongoDB server for tests', () =>
    installIntoCache(folder, async (building) => {
      const project = join(building, 'project');
      const lib = join(building, 'lib');
      mkdirSync(project);
      writeFileSync(join(project, 'pom.xml'), POM);
      const { code, stdout, stderr, timedOut } = await run(
        'mvn',
        ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${lib}`],
        { cwd: project, env, timeoutMs: MAVEN_TIMEOUT_MS },
      );
      if (code === 0) return lib;
      throw new SetupError(
        `mvn ${timedOut ? 'did not finish' : `failed: ${lastLines(`${stdout}\n${stderr}`, 3)}`}. Check that Maven Central is reachable, or set OPENBOX_TEST_MONGO_URL.`,
      );
    }),
  );
}
