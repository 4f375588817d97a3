// Files of undici that have no types of their own. Its index must not be loaded: it replaces the dispatcher of the whole
// process, and with it that of the user's own fetch.
declare module 'undici/lib/dispatcher/pool.js' {
  import { type Pool } from 'undici';
  const pool: typeof Pool;
  export = pool;
}

declare module 'undici/lib/api/api-request.js' {
  import { type Dispatcher } from 'undici';
  function request(this: Dispatcher, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
  export = request;
}
