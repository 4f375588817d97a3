import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogEntry } from '../log';
import { activityStarted } from '../testing/events';
import { eventually } from '../testing/eventually';
import { evaluate, TestCores } from '../testing/test-core';

const cores = new TestCores();
afterEach(() => cores.end());

const BLOCKING =
  'defaultDecision: allow\nrules:\n  - { id: b, on: ActivityStarted, decision: block, reason: No }\n';

describe('policies from files', () => {
  test('are read from a folder and those below it, and from several paths', async () => {
    const folder = await cores.folder();
    await mkdir(join(folder, 'more'));
    await writeFile(join(folder, 'a.yaml'), 'defaultDecision: allow\n');
    await writeFile(join(folder, 'more', 'b.yml'), BLOCKING);
    await writeFile(join(folder, 'README.md'), 'not a policy');
    const whole = await cores.start({ policies: folder });
    expect(whole.policies.status()).toMatchObject({
      files: [join(folder, 'a.yaml'), join(folder, 'more', 'b.yml')],
      ruleCount: 1,
      generation: 1,
      problems: [],
    });
    const single = await cores.start({ policies: [join(folder, 'a.yaml'), join(folder, 'a.yaml')] });
    expect(single.policies.status().files).toEqual([join(folder, 'a.yaml')]);
  });

  test.each([
    ['that is not there', 'missing.yaml', undefined, 'there is no such file or folder'],
    ['without policies', '.', undefined, 'there is no .yaml file in this folder'],
    ['of another kind', 'policy.rego', 'package x', 'a policy file must end in .yaml or .yml'],
    ['that is not text', 'bad.yaml', Buffer.from([0xff, 0xfe, 0x00]), 'not text in UTF-8'],
    ['with a mistake', 'bad.yaml', 'defaultDecision: nothing', '"defaultDecision" must be one of'],
  ])('refuse to start with a path %s', async (_, name, content, message) => {
    const folder = await cores.folder();
    if (content !== undefined) await writeFile(join(folder, name), content);
    await expect(cores.start({ policies: join(folder, name) })).rejects.toMatchObject({
      code: 'policies_invalid',
      message: expect.stringContaining(message),
    });
  });

  test('follow a change, also one by renaming', async () => {
    const file = join(await cores.folder(), 'p.yaml');
    await writeFile(file, 'defaultDecision: allow\n');
    const core = await cores.start({ policies: file });
    expect((await evaluate(core, activityStarted())).body.verdict).toBe('allow');

    await writeFile(`${file}.tmp`, BLOCKING);
    await rename(`${file}.tmp`, file);
    await eventually(
      () => core.policies.status(),
      ({ generation }) => generation > 1,
    );
    expect((await evaluate(core, activityStarted())).body).toMatchObject({
      verdict: 'block',
      policy_id: 'b',
    });
  });

  test('stay in force while the files have a mistake, which is told', async () => {
    const file = join(await cores.folder(), 'p.yaml');
    const entries: LogEntry[] = [];
    await writeFile(file, BLOCKING);
    const core = await cores.start({ policies: file, log: (entry) => entries.push(entry) });

    await writeFile(file, BLOCKING.replace('block', 'blok'));
    const { problems } = await eventually(
      () => core.policies.status(),
      (status) => status.problems.length > 0,
    );
    expect(problems).toEqual([
      expect.objectContaining({ file, line: 3, message: expect.stringContaining('blok') }),
    ]);
    expect(entries.find(({ level }) => level === 'error')?.message).toContain(`${file}:3:`);
    expect((await evaluate(core, activityStarted())).body.verdict).toBe('block');

    await writeFile(file, 'defaultDecision: allow\n');
    await eventually(
      () => core.policies.status(),
      (status) => status.problems.length === 0,
    );
    expect((await evaluate(core, activityStarted())).body.verdict).toBe('allow');
  });

  test('stay in force where the files are gone', async () => {
    const folder = await cores.folder();
    await writeFile(join(folder, 'p.yaml'), BLOCKING);
    const core = await cores.start({ policies: folder, watch: false });
    await rm(join(folder, 'p.yaml'));
    expect((await core.policies.reload()).problems).toHaveLength(1);
    expect((await evaluate(core, activityStarted())).body.verdict).toBe('block');
  });

  test('are not followed where nobody wants it, until they are asked to be read', async () => {
    const file = join(await cores.folder(), 'p.yaml');
    await writeFile(file, 'defaultDecision: allow\n');
    const core = await cores.start({ policies: file, watch: false });
    await writeFile(file, BLOCKING);
    expect((await evaluate(core, activityStarted())).body.verdict).toBe('allow');
    expect((await core.policies.reload()).generation).toBe(2);
    expect((await evaluate(core, activityStarted())).body.verdict).toBe('block');
  });

  test('may be a document instead, whose mistakes are told alike', async () => {
    const core = await cores.start({
      policies: {
        defaultDecision: 'allow',
        rules: [{ id: 'b', on: { activity_type: 'refund' }, decision: 'block', reason: 'No' }],
      },
    });
    expect((await evaluate(core, activityStarted())).body.policy_id).toBe('b');
    const wrong = {
      defaultDecision: 'allow',
      rules: [{ id: 'b', when: 'nope', decision: 'allow' }],
    } as const;
    await expect(cores.start({ policies: wrong })).rejects.toThrow(
      '<inline>:4:11: there is no variable "nope"',
    );
  });
});
