import { ActivityScope } from '../scope/activity-scope';

/** The scope that the calling code runs in, where it is one of this processor. */
export function currentScopeOf(processor: object): ActivityScope | undefined {
  const scope = ActivityScope.current();
  return scope?.owner === processor ? scope : undefined;
}
