import { isInternalName } from '../../common/internal-name';
import { METADATA_QUERY } from '../../common/seen-waits-header';
import type { Activation } from './watch-workflows';

type Job = NonNullable<Activation['jobs']>[number];
type DoUpdate = NonNullable<Job['doUpdate']>;
type QueryWorkflow = NonNullable<Job['queryWorkflow']>;

/** The start of a run. */
export type WorkflowStart = NonNullable<Job['initializeWorkflow']>;
/** An update that arrives now: no part of history, so it may still be rejected. */
export type LiveUpdate = DoUpdate & { readonly id: string; readonly name: string };
export type LiveQuery = QueryWorkflow & { readonly queryType: string };
/** The question of Temporal's UI what it shall show of a run. */
export type MetadataQuery = QueryWorkflow;

export function liveUpdates(activation: Activation): LiveUpdate[] {
  return (activation.jobs ?? []).map((job) => job.doUpdate).filter(isLiveUpdate);
}

export function liveQueries(activation: Activation): LiveQuery[] {
  return (activation.jobs ?? []).map((job) => job.queryWorkflow).filter(isLiveQuery);
}

export function metadataQueries(activation: Activation): MetadataQuery[] {
  const queries = (activation.jobs ?? []).map((job) => job.queryWorkflow);
  return queries.filter((query) => query != null).filter(({ queryType }) => queryType === METADATA_QUERY);
}

function isLiveUpdate(update: DoUpdate | null | undefined): update is LiveUpdate {
  return update?.runValidator === true && Boolean(update.id && update.name) && !isInternal(update.name);
}

function isLiveQuery(query: QueryWorkflow | null | undefined): query is LiveQuery {
  return Boolean(query?.queryType) && !isInternal(query?.queryType);
}

function isInternal(name: string | null | undefined): boolean {
  return typeof name === 'string' && isInternalName(name);
}
