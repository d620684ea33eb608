import type { Logger } from '@karat/infra/logger';
import type { Telemetry } from '@karat/infra/telemetry';
import type { Role } from '@karat/schemas';
import Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import { documentation } from '../openapi/documentation.ts';
import type { ApiInfo } from '../openapi/openapi-of.ts';
import { authenticate } from './authenticate.ts';
import type { RequestState, Route } from './context.ts';
import { errorExit } from './error-exit.ts';
import { noRoute } from './no-route.ts';
import { requestLog } from './request-log.ts';
import { requestMetrics } from './request-metrics.ts';
import { securityHeaders } from './security-headers.ts';
import type { TokenTable } from './tokens.ts';
import { trace } from './trace.ts';

/** What the API of one audience is made of. */
export interface ApiOptions {
  readonly tokens: TokenTable;
  /** Roles that it is for. */
  readonly roles: readonly Role[];
  readonly routes: readonly Route[];
  /** What its OpenAPI document says of it. */
  readonly info: ApiInfo;
  /** Answers what needs no token, such as a page; everything else is refused without one. */
  readonly publicFiles?: Middleware<RequestState>;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

/** The Koa application of one audience. */
export function createApi(options: ApiOptions): Koa<RequestState> {
  const { tokens, roles, routes, info, publicFiles, logger, telemetry } = options;
  const api = new Koa<RequestState>();
  // What escapes the exit below is a broken connection; Koa would print it to the console.
  api.on('error', (error: unknown) => {
    logger.debug({ error }, 'connection broke');
  });
  api.use(trace());
  api.use(requestMetrics(telemetry));
  api.use(requestLog(logger));
  api.use(securityHeaders());
  api.use(errorExit(logger));
  if (publicFiles !== undefined) api.use(publicFiles);
  api.use(documentation(routes, info));
  api.use(authenticate({ tokens, roles }));
  api.use(routerOf(routes).routes());
  api.use(noRoute(routes));
  return api;
}

function routerOf(routes: readonly Route[]): Router<RequestState> {
  const router = new Router<RequestState>();
  for (const { method, path, handle } of routes) {
    router.register(path, [method], async (ctx) => {
      ctx.state.route = path;
      await handle(ctx);
    });
  }
  return router;
}
