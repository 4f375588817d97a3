import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { stringify } from 'yaml';
import { errorCode, errorMessage } from '../error-message';
import { policyPaths, type PoliciesOption } from './policies-option';
import { PolicyLoadError } from './policy-load-error';
import type { PolicySourceText } from './policy-source';

const EXTENSIONS: readonly string[] = ['.yaml', '.yml'];
const MAX_FILE_BYTES = 1024 * 1024;
const INLINE_NAME = '<inline>';

/**
 * Reads the policy files that an option names, those of a folder in the order of their names.
 *
 * @throws {@link PolicyLoadError} where there is nothing to read
 */
export async function readPolicyTexts(policies: PoliciesOption): Promise<PolicySourceText[]> {
  const paths = policyPaths(policies);
  if (paths === undefined) return [{ file: INLINE_NAME, text: stringify(policies) }];
  const files: string[] = [];
  for (const path of paths) files.push(...(await filesAt(path)));
  const unique = [...new Set(files)];
  return Promise.all(unique.map(async (file) => ({ file, text: await readText(file) })));
}

async function filesAt(path: string): Promise<string[]> {
  const stats = await stat(path).catch((error: unknown) => fail(path, reasonOf(error)));
  if (!stats.isDirectory()) {
    if (!EXTENSIONS.includes(extname(path))) fail(path, 'a policy file must end in .yaml or .yml');
    return [path];
  }
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory() && EXTENSIONS.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) fail(path, 'there is no .yaml file in this folder');
  return files;
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => fail(file, reasonOf(error)));
  if (bytes.length > MAX_FILE_BYTES) fail(file, 'a policy file may have at most 1 MB');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail(file, 'the file is not text in UTF-8');
  }
}

function fail(file: string, message: string): never {
  throw new PolicyLoadError([{ file, line: 1, column: 1, message, lineText: '' }]);
}

function reasonOf(error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
      return 'the file may not be read';
    default:
      return errorMessage(error);
  }
}
