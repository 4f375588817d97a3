import { createHash } from 'node:crypto';
import { resolveCoreClientOptions } from '@openbox/core-client';
import { OpenBoxConfigError } from '@openbox/core-client/contract';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type { CoreAddress } from './core-address';

/** Where a plugin marks the governance activity that it gives a worker, across copies of this package. */
const CLAIM = Symbol.for('openbox.governed-by-plugin');
const NOBODY = 'nobody';

const COMPOSED_BY_HAND = `activities already contain ${GOVERNANCE_ACTIVITY}: use the plugin or compose the parts by hand, not both`;
const TWO_CORES =
  'two OpenBoxPlugins of one worker have different Cores or different keys, and only one of them could govern: give one ' +
  'plugin to each worker, and each key a worker of its own (a plugin of the connection counts for all its workers, and ' +
  'what is not given comes from OPENBOX_URL and OPENBOX_API_KEY)';

/** Say on a worker's governance activity who decides for that worker; `undefined` for nobody. */
export function claimWorker(activity: object, address: CoreAddress | undefined): void {
  Reflect.defineProperty(activity, CLAIM, { value: address === undefined ? NOBODY : whoDecides(address) });
}

/**
 * Whether the plugin that gave a worker its governance activity leaves that worker to a further plugin, as one does that
 * governs nothing.
 *
 * @returns `false` where the further plugin has nothing to add: it governs nothing, or asks the same Core with the same key.
 * @throws OpenBoxConfigError where both would govern and only one can, or where no plugin gave it that activity.
 */
export function givesWay(activity: unknown, further: CoreAddress | undefined): boolean {
  const claim: unknown = typeof activity === 'function' ? Reflect.get(activity, CLAIM) : undefined;
  if (claim === undefined) throw new OpenBoxConfigError(COMPOSED_BY_HAND);
  if (claim === NOBODY) return true;
  if (further !== undefined && claim !== whoDecides(further)) throw new OpenBoxConfigError(TWO_CORES);
  return false;
}

/** The evaluator itself, or a digest that tells Cores and keys apart and gives neither away. */
function whoDecides(address: CoreAddress): unknown {
  if (address.evaluator !== undefined) return address.evaluator;
  const apiKey = address.apiKey.trim();
  // With an empty environment: the other options of the client are none of a worker's identity.
  const { url } = resolveCoreClientOptions({ url: address.url, apiKey }, {});
  return createHash('sha256')
    .update(JSON.stringify([url, apiKey]))
    .digest('hex');
}
