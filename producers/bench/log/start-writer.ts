import { createLogger } from '@karat/infra/logger';
import { createTelemetry } from '@karat/infra/telemetry';
import type { TestLog } from '@karat/infra/test-log';
import { newEventId } from '@karat/schemas';
import { createDecisionLog } from '../../src/decision-log.ts';
import { startOrderWriter } from '../../src/order-writer.ts';
import { createPartitionReports } from '../../src/partition-reports.ts';
import { openPartitionWriter, type Decided } from '../../src/partition-writer.ts';
import { openStateStores } from '../../src/state-stores.ts';
import { createWriterMetrics } from '../../src/writer-metrics.ts';

/** Starts the writer in this process, as its own process would; gives what ends it. */
export async function startWriter(
  log: TestLog,
  folder: string,
  onDecided: (decided: readonly Decided[]) => void,
): Promise<() => Promise<void>> {
  const logger = createLogger({ service: 'bench', level: 'error' });
  const metrics = createWriterMetrics(createTelemetry('bench'));
  const logDecisions = createDecisionLog(logger);
  const stores = openStateStores(folder);
  const { identity, topics, environment } = log;
  const writer = await startOrderWriter({
    kafka: log.kafka,
    topic: topics.commands,
    groupId: `${environment}.decider`,
    partitions: identity.partitions,
    warmPartitions: stores.warm,
    openPartition: (partition, signal) =>
      openPartitionWriter({
        ...log,
        ...createPartitionReports(partition, { logger, metrics }),
        partition,
        signal,
        newEventId,
        partitions: identity.partitions,
        incarnation: identity.incarnation,
        store: stores.of(partition),
        clock: Date.now,
      }),
    onDecided: (decided) => {
      logDecisions(decided);
      onDecided(decided);
    },
    onTrouble: () => undefined,
    onFailure: (error) => {
      throw error;
    },
    logger,
    metrics,
  });
  return async () => {
    await writer.close();
    await stores.close();
  };
}
