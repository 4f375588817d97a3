import { OpenBoxConfigError } from '../contract/errors/openbox-config-error';
import { OpenBoxInsecureURLError } from '../contract/errors/openbox-insecure-url-error';

const ORIGIN = 'option "url" or environment variable OPENBOX_URL';
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Checks Core's base URL and removes trailing slashes; a path before them is kept.
 *
 * @throws {@link OpenBoxInsecureURLError} for http to another machine.
 * @throws {@link OpenBoxConfigError} for anything else that is not a base URL. A URL that holds a password is not repeated.
 */
export function parseCoreUrl(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new OpenBoxConfigError(
      `no URL of OpenBox Core: set ${ORIGIN}, for example to https://core.openbox.ai`,
    );
  }
  const text = value.trim();
  if (!URL.canParse(text)) {
    throw new OpenBoxConfigError(
      `the URL of OpenBox Core cannot be read: set ${ORIGIN} to one like https://core.openbox.ai`,
    );
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new OpenBoxConfigError(
      `the URL of OpenBox Core has the scheme ${url.protocol}// : set ${ORIGIN} to one with https://`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new OpenBoxConfigError(
      `the URL of OpenBox Core holds a user name or password: remove it from ${ORIGIN}`,
    );
  }
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) {
    throw new OpenBoxConfigError(`the URL of OpenBox Core has a query or fragment: remove it from ${ORIGIN}`);
  }
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
    throw new OpenBoxInsecureURLError(
      `http to ${url.hostname} would send the API key in clear: use https in ${ORIGIN} (http is for localhost, 127.0.0.1 and ::1)`,
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}
