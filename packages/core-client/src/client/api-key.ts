import { OpenBoxConfigError } from '../contract/errors/openbox-config-error';
import { Secret } from './secret';

const API_KEY = /^(obx_(?:live|test)_)[a-zA-Z0-9_]+$/;
const ORIGIN = 'option "apiKey" or environment variable OPENBOX_API_KEY';

/**
 * Checks an API key's form.
 *
 * @throws {@link OpenBoxConfigError} without any of the key in it.
 */
export function parseApiKey(value: unknown): Secret {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new OpenBoxConfigError(`no API key: set ${ORIGIN} to the key of your agent`);
  }
  const key = value.trim();
  if (key.startsWith('obx_key_')) {
    throw new OpenBoxConfigError(
      `the API key is one of an organisation (obx_key_...): set ${ORIGIN} to the key of an agent (obx_live_... or obx_test_...)`,
    );
  }
  const parts = API_KEY.exec(key);
  if (parts === null) {
    throw new OpenBoxConfigError(
      `the API key is malformed: set ${ORIGIN} to a key that begins with obx_live_ or obx_test_ and goes on with letters, digits and _`,
    );
  }
  return new Secret(key, `${parts[1] ?? ''}***`);
}
