import { fileURLToPath } from 'node:url';
import { configOrExit, url } from '@karat/infra/config';
import { createLogger } from '@karat/infra/logger';
import { runService, type HealthCheck } from '@karat/infra/service';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { createTelemetry } from '@karat/infra/telemetry';
import { API_CONFIG, OUTCOMES_CONFIG } from '../http/api-config.ts';
import { createConnections } from '../http/connections.ts';
import { serveApi } from '../http/serve-api.ts';
import { staticFiles } from '../http/static-files.ts';
import { nextClaimsIn } from '../operator/claim-next-store.ts';
import { operatorRoutes } from '../operator/operator-routes.ts';
import { startLiveQueue } from '../operator/start-live-queue.ts';
import { outcomesIn } from '../queries/outcomes.ts';
import { createWorkQueue } from '../queries/work-queue.ts';
import { workQueueClock } from '../queries/work-queue-clock.ts';
import { workQueueKeys } from '../queries/work-queue-keys.ts';

const INFO = {
  title: 'Karat for the workshop',
  description: 'The work queue and the commands of operators, logistics and supervisors.',
  version: '1.0.0',
};

const CONFIG = {
  ...SERVICE_CONFIG,
  ...API_CONFIG,
  ...OUTCOMES_CONFIG,
  viewMesUrl: url('MONGO_VIEW_MES_URL', { doc: 'All orders of the workshop.', secret: true }),
  redisUrl: url('REDIS_URL', { doc: 'Redis with the work queue.', secret: true }),
  workshopUrl: url('MONGO_OWN_WORKSHOP_URL', {
    doc: 'The workshop’s own database: which order a request for the next one is about.',
    secret: true,
  }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'operator-api', level: config.logLevel });
const telemetry = createTelemetry('operator-api');
const checks: Record<string, HealthCheck> = {};
const options = { ...config, name: 'operator-api', logger, telemetry, checks };

await runService(options, async (service) => {
  const { environment, redisUrl } = config;
  const connections = createConnections('operator-api', service, checks);
  const [redis, feedRedis, sender, publicFiles] = await Promise.all([
    connections.redis(redisUrl, { name: 'queue', blocks: false }),
    connections.redis(redisUrl, { name: 'feed', blocks: true }),
    connections.commands({ config, redisUrl }),
    // Found through the package, so that the built code and its source see the same folder.
    staticFiles(fileURLToPath(new URL('.', import.meta.resolve('#web/index.html')))),
  ]);
  const keys = workQueueKeys(environment);
  const queue = createWorkQueue(redis, keys);
  const queueClock = workQueueClock({ redis, keys, queue });
  const outcomes = outcomesIn(connections.lazyMongo(config.outcomesUrl));
  const workOrders = connections.lazyMongo(config.viewMesUrl);
  const claims = nextClaimsIn(connections.lazyMongo(config.workshopUrl));
  const live = startLiveQueue(service, { redis, feedRedis, keys, queue });
  await serveApi(service, {
    ...config,
    publicFiles,
    roles: ['operator', 'logistics', 'supervisor'],
    // The stream's path is more particular than any pattern after it.
    routes: [
      live.route,
      ...operatorRoutes({ sender, queue, queueClock, outcomes, workOrders, claims }),
    ],
    info: INFO,
  });
  // Registered last, so it is done first: the server waits for answers that have begun.
  service.onStop('live streams', live.close);
});
