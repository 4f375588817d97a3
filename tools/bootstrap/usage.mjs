export const USAGE = `Usage: node tools/bootstrap.mjs <command>

  demo [options]        build, then run the demo; --once checks its own outcome and ends
  test [project...]     build, then run every test, or those of the given projects (core-client, e2e, tools, ...)
  verify                format check, lint, types, build, tests and workspace references, as CI does
  soak [options]        build, then run 1,000 workflows on workers that are killed at random; --workflows, --seed
  setup [--check]       install what the other commands need; --check only says what is missing

Each command first installs what is missing: npm packages, a Temporal CLI, and for tests of databases their servers.`;
