import { configOrExit, url } from '@karat/infra/config';
import { createLogger } from '@karat/infra/logger';
import { runService, type HealthCheck } from '@karat/infra/service';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { createTelemetry } from '@karat/infra/telemetry';
import { crmRoutes } from '../crm/crm-routes.ts';
import { API_CONFIG, OUTCOMES_CONFIG } from '../http/api-config.ts';
import { createConnections } from '../http/connections.ts';
import { serveApi } from '../http/serve-api.ts';
import { outcomesIn } from '../queries/outcomes.ts';

const INFO = {
  title: 'Karat CRM',
  description: 'Everything that is known of an order, and what customer care may do.',
  version: '1.0.0',
};

const CONFIG = {
  ...SERVICE_CONFIG,
  ...API_CONFIG,
  ...OUTCOMES_CONFIG,
  redisUrl: url('REDIS_URL', { doc: 'Redis, over which outcomes are told.', secret: true }),
  viewUrl: url('MONGO_VIEW_CRM_URL', { doc: 'The cards of orders.', secret: true }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'crm-api', level: config.logLevel });
const telemetry = createTelemetry('crm-api');
const checks: Record<string, HealthCheck> = {};
const options = { ...config, name: 'crm-api', logger, telemetry, checks };

await runService(options, async (service) => {
  const connections = createConnections('crm-api', service, checks);
  const [view, sender] = await Promise.all([
    connections.mongo(config.viewUrl),
    connections.commands({ config, redisUrl: config.redisUrl }),
  ]);
  const outcomes = outcomesIn(connections.lazyMongo(config.outcomesUrl));
  const routes = crmRoutes({ sender, view, outcomes });
  await serveApi(service, { ...config, roles: ['crm'], routes, info: INFO });
});
