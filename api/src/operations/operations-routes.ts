import type { Route } from '../http/context.ts';
import { jobRoute } from './job-route.ts';
import { priceListRoutes, type PriceListOptions } from './price-list-routes.ts';

/** Everything that administrators can ask for. */
export function operationsRoutes(options: PriceListOptions): readonly Route[] {
  return [...priceListRoutes(options), jobRoute(options.jobs)];
}
