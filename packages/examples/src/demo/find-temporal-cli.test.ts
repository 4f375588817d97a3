import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporalCli } from './find-temporal-cli';

let folder: string;
let cli: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-cli-'));
  cli = join(folder, 'temporal');
  writeFileSync(cli, '#!/bin/sh\n');
  chmodSync(cli, 0o755);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('findTemporalCli', () => {
  it('takes TEMPORAL_CLI_PATH before PATH', () => {
    expect(findTemporalCli({ TEMPORAL_CLI_PATH: cli, PATH: '' })).toBe(cli);
  });

  it('looks through PATH', () => {
    expect(findTemporalCli({ PATH: `/nowhere:${folder}` })).toBe(cli);
  });

  it('refuses a TEMPORAL_CLI_PATH that cannot be run, instead of looking elsewhere', () => {
    chmodSync(cli, 0o644);
    const missing = join(folder, 'nothing');
    expect(() => findTemporalCli({ TEMPORAL_CLI_PATH: missing, PATH: folder })).toThrow(
      'TEMPORAL_CLI_PATH is',
    );
  });

  it('says how to get it', () => {
    expect(() => findTemporalCli({ PATH: '/nowhere' })).toThrow('https://docs.temporal.io/cli');
  });
});
