import type { Telemetry } from '@karat/infra/telemetry';
import type { Middleware } from 'koa';
import type { RequestState } from './context.ts';

/** Measures every request by its route's pattern, never by its path: an order id is no label. */
export function requestMetrics(telemetry: Telemetry): Middleware<RequestState> {
  const duration = telemetry.histogram({
    name: 'karat_http_request_seconds',
    help: 'Time from a request to its answer; streams are left out.',
    labels: ['method', 'route', 'status'],
  });
  return async (ctx, next) => {
    const startedAt = performance.now();
    await next();
    if (ctx.type === 'text/event-stream') return;
    const labels = {
      method: ctx.method,
      route: ctx.state.route ?? 'none',
      status: String(ctx.status),
    };
    duration.observe(labels, (performance.now() - startedAt) / 1_000);
  };
}
