import { ensureDependencies, whyInstall } from './dependencies.mjs';
import { findTemporalCli, locateTemporalCli } from './temporal-cli.mjs';

/** Installs what the other commands need; does nothing where all is there. Resolves with the environment for their programs. */
export async function ensureSetup({ root, progress }) {
  await ensureDependencies({ root, progress });
  return { ...process.env, TEMPORAL_CLI_PATH: await findTemporalCli({ progress }) };
}

/** `setup`: installs and says what is used. With `--check`: installs nothing, and fails where something is missing. */
export async function setupCommand({ root, progress, args }) {
  if (!args.includes('--check')) {
    const env = await ensureSetup({ root, progress });
    progress.note(`Node ${process.versions.node}\nTemporal CLI ${env.TEMPORAL_CLI_PATH}\nAll is there.`);
    return 0;
  }
  const reason = whyInstall(root);
  progress.note(`npm packages: ${reason === undefined ? 'installed' : `missing, ${reason}`}`);
  const cli = await locateTemporalCli({ progress });
  progress.note(`Temporal CLI: ${cli ?? 'missing'}`);
  if (reason === undefined && cli !== undefined) return 0;
  progress.note('Run "npm run setup" to install what is missing.');
  return 1;
}
