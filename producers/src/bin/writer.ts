import { hostname } from 'node:os';
import { join } from 'node:path';
import { configOrExit, text, url } from '@karat/infra/config';
import { connectLog } from '@karat/infra/log-connection';
import { createLogger } from '@karat/infra/logger';
import { connectRedis } from '@karat/infra/redis';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { runService } from '@karat/infra/service';
import { createTelemetry } from '@karat/infra/telemetry';
import { newEventId } from '@karat/schemas';
import { createDecisionLog } from '../decision-log.ts';
import { createOutcomeTeller } from '../outcome-teller.ts';
import { startOrderWriter } from '../order-writer.ts';
import { createPartitionReports } from '../partition-reports.ts';
import { openPartitionWriter } from '../partition-writer.ts';
import { watchStalls } from '../stall-watch.ts';
import { openStateStores } from '../state-stores.ts';
import { createWriterMetrics } from '../writer-metrics.ts';

const CONFIG = {
  ...SERVICE_CONFIG,
  redisUrl: url('REDIS_URL', { doc: 'Redis, over which outcomes are told.', secret: true }),
  stateFolder: text('STATE_DIR', { doc: 'Folder for states on local disk; may be lost.' }),
  instance: text('WRITER_INSTANCE', {
    doc: 'Name of this process, different for each on a machine; its folder is named after it.',
    default: `writer-${hostname()}`,
  }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'writer', level: config.logLevel });
const telemetry = createTelemetry('writer');

await runService(
  { ...config, name: 'writer', logger, telemetry },
  async ({ onStop, health, fail }) => {
    const log = await connectLog({ config, clientId: 'karat-writer', logger, onStop });
    const { environment, topics, identity } = log;
    const redis = await connectRedis(config.redisUrl, { name: 'writer', logger });
    onStop('redis', () => {
      redis.disconnect();
    });
    const stores = openStateStores(join(config.stateFolder, config.instance, environment));
    onStop('state stores', stores.close);
    const metrics = createWriterMetrics(telemetry);
    onStop('stall watch', watchStalls(metrics.stalled));
    const tellOutcomes = createOutcomeTeller({ redis, environment, logger });
    const logDecisions = createDecisionLog(logger);

    const writer = await startOrderWriter({
      kafka: log.kafka,
      topic: topics.commands,
      groupId: `${environment}.decider`,
      partitions: identity.partitions,
      warmPartitions: stores.warm,
      openPartition: (partition, signal) =>
        openPartitionWriter({
          ...log,
          partition,
          signal,
          newEventId,
          partitions: identity.partitions,
          incarnation: identity.incarnation,
          store: stores.of(partition),
          clock: Date.now,
          ...createPartitionReports(partition, { logger, metrics }),
        }),
      onDecided: (decided) => {
        tellOutcomes(decided);
        logDecisions(decided);
      },
      onTrouble: (partition, reason) => {
        health.set(`partition ${String(partition)}`, reason);
      },
      onFailure: fail,
      logger,
      metrics,
    });
    onStop('order writer', writer.close);
  },
);
