import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import type { Log } from '../log';
import { createAdminRoutes, type AdminRoutesParts } from './admin-routes';
import type { AppEnvironment } from './app-environment';
import { errorResponse } from './error-response';
import { createGovernanceRoutes, type GovernanceRoutesParts } from './governance-routes';

/** Far more than any SDK sends for one event. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** The whole HTTP face of the server. */
export function createApp(
  parts: GovernanceRoutesParts & AdminRoutesParts & { readonly log: Log },
): Hono<AppEnvironment> {
  const app = new Hono<AppEnvironment>();
  app.use(secureHeaders());
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (context) => errorResponse(context, 413, `The body is over ${String(MAX_BODY_BYTES)} bytes.`),
    }),
  );
  app.get('/', (context) => context.text('OpenBox local-core is running.\n'));
  app.route('/api/v1', createGovernanceRoutes(parts));
  app.route('/local/v1', createAdminRoutes(parts));
  app.notFound((context) => errorResponse(context, 404, 'There is no such route.'));
  app.onError((error, context) => {
    parts.log({ level: 'error', message: `A request failed: ${error.message}` });
    return errorResponse(context, 500, 'The request failed; the log of the server says why.');
  });
  return app;
}
