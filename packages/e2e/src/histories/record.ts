import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startDevServer } from '../harness/dev-server';
import { RECORDED_CONFIGURATIONS } from './configurations';
import { writeHistories, writeManifest } from './history-folder';
import { bundleRecordedWorkflows } from './history-workers';
import { recordHistories } from './record-histories';

/** Records the histories of this build: `npm run record-histories -w @openbox/e2e -- <build> [configuration ...]`. */
async function main([build, ...names]: string[]): Promise<void> {
  if (build === undefined) throw new Error('Name the build, such as 0.1.0-a.');
  const known = Object.entries(RECORDED_CONFIGURATIONS);
  const unknown = names.filter((name) => !(name in RECORDED_CONFIGURATIONS));
  if (unknown.length > 0) throw new Error(`There is no configuration ${unknown.join(', ')}.`);
  const chosen = names.length === 0 ? known : known.filter(([name]) => names.includes(name));

  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const server = await startDevServer();
  try {
    const bundles = await bundleRecordedWorkflows();
    await writeManifest({
      build,
      temporalSdk: temporalVersion(),
      configurations: Object.fromEntries(chosen),
    });
    for (const [name, configuration] of chosen) {
      const recorded = await recordHistories(server, bundles, configuration);
      await writeHistories(build, name, recorded);
      process.stdout.write(`${name}: ${String(recorded.length)} histories\n`);
    }
  } finally {
    await server.teardown();
  }
}

function temporalVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(require.resolve('@temporalio/worker/package.json'), 'utf8'),
  );
  const version = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : '';
  return String(version);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${inspect(error)}\n`);
  process.exitCode = 1;
});
