import type { HeaderRecord } from '../data/mask-headers';

/** A request as a client library is about to send it. */
export interface HttpRequest {
  readonly method: string;
  /** Absolute, as requested. */
  readonly url: string;
  /** Where the connection goes, if that is not the URL's host: a proxy, or the path of a local socket. */
  readonly peer?: { readonly name: string; readonly port?: number | undefined } | undefined;
  /** The headers that are known at the time of the call. */
  headers(): HeaderRecord;
}
