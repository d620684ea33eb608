import { configOrExit, url } from '@karat/infra/config';
import { openJobStore } from '@karat/infra/job-store';
import { createLogger } from '@karat/infra/logger';
import { runService, type HealthCheck } from '@karat/infra/service';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { createTelemetry } from '@karat/infra/telemetry';
import { API_CONFIG } from '../http/api-config.ts';
import { createConnections } from '../http/connections.ts';
import { serveApi } from '../http/serve-api.ts';
import { operationsRoutes } from '../operations/operations-routes.ts';
import { priceListsIn } from '../operations/price-lists.ts';

const INFO = {
  title: 'Karat operations',
  description: 'What administrators look after: tariffs, metal prices, jobs.',
  version: '1.0.0',
};

const CONFIG = {
  ...SERVICE_CONFIG,
  ...API_CONFIG,
  operationsUrl: url('MONGO_OWN_OPERATIONS_URL', {
    doc: 'Database of jobs, by which others are asked for what only they may do.',
    secret: true,
  }),
  pricingUrl: url('MONGO_OWN_PRICING_READ_URL', {
    doc: 'Tariffs and metal prices; a user that may only read them is enough.',
    secret: true,
  }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'operations-api', level: config.logLevel });
const telemetry = createTelemetry('operations-api');
const checks: Record<string, HealthCheck> = {};
const options = { ...config, name: 'operations-api', logger, telemetry, checks };

await runService(options, async (service) => {
  const connections = createConnections('operations-api', service, checks);
  const [operations, pricing] = await Promise.all([
    connections.mongo(config.operationsUrl),
    connections.mongo(config.pricingUrl),
  ]);
  const jobs = await openJobStore(operations);
  const routes = operationsRoutes({ jobs, lists: priceListsIn(pricing), clock: Date.now });
  await serveApi(service, { ...config, roles: ['administrator'], routes, info: INFO });
});
