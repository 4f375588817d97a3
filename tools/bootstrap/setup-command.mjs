import { ensureDatabaseServers, missingDatabaseServers } from './database-servers.mjs';
import { ensureDependencies, whyInstall } from './dependencies.mjs';
import { findTemporalCli, locateTemporalCli } from './temporal-cli.mjs';

/**
 * Installs what the other commands need, with `databases` the servers of the database tests as well; does nothing where all is there.
 * Resolves with the environment for their programs.
 */
export async function ensureSetup({ root, progress, databases = false }) {
  await ensureDependencies({ root, progress });
  const TEMPORAL_CLI_PATH = await findTemporalCli({ progress });
  const servers = databases ? await ensureDatabaseServers({ progress }) : {};
  return { ...process.env, TEMPORAL_CLI_PATH, ...servers };
}

/** `setup`: installs and says what is used. With `--check`: installs nothing, and fails where something is missing. */
export async function setupCommand({ root, progress, args }) {
  if (!args.includes('--check')) {
    const env = await ensureSetup({ root, progress, databases: true });
    const servers = missingDatabaseServers();
    const rest =
      servers.length === 0 ? 'All is there.' : `Missing for the tests of databases: ${servers.join(', ')}`;
    progress.note(`Node ${process.versions.node}\nTemporal CLI ${env.TEMPORAL_CLI_PATH}\n${rest}`);
    return 0;
  }
  const reason = whyInstall(root);
  progress.note(`npm packages: ${reason === undefined ? 'installed' : `missing, ${reason}`}`);
  const cli = await locateTemporalCli({ progress });
  progress.note(`Temporal CLI: ${cli ?? 'missing'}`);
  const servers = missingDatabaseServers();
  progress.note(
    `Database servers for tests: ${servers.length === 0 ? 'installed' : `missing, ${servers.join(', ')}`}`,
  );
  if (reason === undefined && cli !== undefined && servers.length === 0) return 0;
  progress.note('Run "npm run setup" to install what is missing.');
  return 1;
}
