import { list, configOrExit, url } from '@karat/infra/config';
import { createLogger } from '@karat/infra/logger';
import { runService, type HealthCheck } from '@karat/infra/service';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { createTelemetry } from '@karat/infra/telemetry';
import { API_CONFIG } from '../http/api-config.ts';
import { createConnections } from '../http/connections.ts';
import { serveApi } from '../http/serve-api.ts';
import { sellerRoutes } from '../seller/v1/seller-routes.ts';
import { createWebhookEndpoints } from '../seller/v1/webhook-endpoints.ts';

const INFO = {
  title: 'Karat for sellers',
  description: "A seller's orders, its feed, and where it wants to be told.",
  version: '1.0.0',
};

const CONFIG = {
  // It sends no commands, so it needs no log.
  opsPort: SERVICE_CONFIG.opsPort,
  logLevel: SERVICE_CONFIG.logLevel,
  stopWithParent: SERVICE_CONFIG.stopWithParent,
  ...API_CONFIG,
  viewUrl: url('MONGO_VIEW_SELLERS_URL', { doc: 'The sellers’ view of orders.', secret: true }),
  sellersUrl: url('MONGO_OWN_SELLERS_URL', { doc: 'Sellers and their endpoints.', secret: true }),
  insecureHosts: list('WEBHOOK_INSECURE_HOSTS', {
    doc: 'Hosts that may be called over plain HTTP, at any address; for development only.',
    default: [],
  }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'seller-api', level: config.logLevel });
const telemetry = createTelemetry('seller-api');
const checks: Record<string, HealthCheck> = {};
const options = { ...config, name: 'seller-api', logger, telemetry, checks };

await runService(options, async (service) => {
  const connections = createConnections('seller-api', service, checks);
  const [view, sellers] = await Promise.all([
    connections.mongo(config.viewUrl),
    connections.mongo(config.sellersUrl),
  ]);
  const routes = sellerRoutes({
    view,
    endpoints: createWebhookEndpoints(sellers),
    urlPolicy: { insecureHosts: config.insecureHosts },
    clock: Date.now,
  });
  await serveApi(service, { ...config, roles: ['seller'], routes, info: INFO });
});
