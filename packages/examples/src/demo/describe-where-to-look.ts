import type { TemporalServer } from './temporal-server';

/** Where to look at a run: the address of its page, or the command that shows it where there are no pages. */
export function describeWhereToLook(
  { address, namespace, uiUrl }: Pick<TemporalServer, 'address' | 'namespace' | 'uiUrl'>,
  workflowId: string,
  runId: string,
): string {
  if (uiUrl) return `${uiUrl}/namespaces/${namespace}/workflows/${workflowId}/${runId}`;
  return `temporal workflow show --address ${address} --namespace ${namespace} --workflow-id ${workflowId}`;
}
