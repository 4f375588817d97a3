import type { PolicyDocument } from './policy-document';

/** Path of a YAML file or of a folder of them, several such paths, or a document with the same keys as a file. */
export type PoliciesOption = string | readonly string[] | PolicyDocument;

/** The paths among the forms of the option; `undefined` for a document. */
export function policyPaths(policies: PoliciesOption): readonly string[] | undefined {
  if (typeof policies === 'string') return [policies];
  return isPathList(policies) ? policies : undefined;
}

function isPathList(policies: readonly string[] | PolicyDocument): policies is readonly string[] {
  return Array.isArray(policies);
}
