import { hostname } from 'node:os';
import { configOrExit, text, url } from '@karat/infra/config';
import { connectLog } from '@karat/infra/log-connection';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { runService } from '@karat/infra/service';
import { createTelemetry } from '@karat/infra/telemetry';
import { createRelayMetrics } from '../outbox/relay-metrics.ts';
import { startOutboxRelay } from '../outbox/start-outbox-relay.ts';

const CONFIG = {
  ...SERVICE_CONFIG,
  mongoUrl: url('MONGO_OWN_SHOP_URL', {
    doc: 'The shop’s own database, with its name in the path; holds the outbox.',
    secret: true,
  }),
  instance: text('OUTBOX_INSTANCE', {
    doc: 'Name of this relay, different for each; under its old name it goes on without waiting.',
    default: `outbox-${hostname()}`,
  }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'outbox', level: config.logLevel });
const telemetry = createTelemetry('outbox');

await runService({ ...config, name: 'outbox', logger, telemetry }, async (service) => {
  const { onStop, health, signal } = service;
  const mongo = await connectMongo(config.mongoUrl, { name: 'outbox', logger });
  onStop('mongo', mongo.close);
  // Whatever has piled up while Kafka was away is to go as soon as it is back, so a relay that starts
  // meanwhile waits instead of ending.
  health.set('kafka', 'not connected yet');
  const retry = { attempts: Number.POSITIVE_INFINITY, signal };
  const log = await connectLog({ config, clientId: 'karat-outbox', logger, onStop, retry });
  health.set('kafka', null);
  const relay = await startOutboxRelay({
    ...config,
    db: mongo.db,
    kafka: log.kafka,
    topic: log.topics.commands,
    partitions: log.identity.partitions,
    logger,
    metrics: createRelayMetrics(telemetry),
    onTrouble: (reason) => {
      health.set('outbox', reason);
    },
  });
  onStop('outbox relay', relay.close);
});
