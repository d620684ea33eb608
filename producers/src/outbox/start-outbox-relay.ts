import { toPlatformError, type PlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { Kafka } from 'kafkajs';
import type { Db } from 'mongodb';
import { openOutboxCollections } from './outbox-collections.ts';
import { createOutboxReader, type OutboxReader } from './outbox-reader.ts';
import { holdRelayLease } from './relay-lease.ts';
import type { RelayMetrics } from './relay-metrics.ts';
import { runRelay } from './relay.ts';
import { createRowPublisher } from './row-publisher.ts';
import { createWakeUp } from './wake-up.ts';

/** What a running relay needs. */
export interface OutboxRelayOptions {
  /** The shop's own database. */
  readonly db: Db;
  readonly kafka: Kafka;
  /** The topic of commands. */
  readonly topic: string;
  /** Partitions of the log. */
  readonly partitions: number;
  /** Name of this relay, different for each. */
  readonly instance: string;
  readonly logger: Logger;
  readonly metrics: RelayMetrics;
  /** Told why publishing does not go on, and null when it does again. */
  readonly onTrouble: (reason: string | null) => void;
  /** How long the lease holds without being renewed, ms, at least 100. Default: 5,000. */
  readonly leaseMs?: number;
}

/** A relay at work. */
export interface OutboxRelay {
  /** Finishes the turn that has begun, and lets another relay go on. */
  readonly close: () => Promise<void>;
}

const BACKLOG_INTERVAL_MS = 2_000;
const BACKLOG_COUNTED_UP_TO = 200_000;

/** Starts a relay, which stands by while another one holds the lease. @throws `mongo-unavailable`. */
export async function startOutboxRelay(options: OutboxRelayOptions): Promise<OutboxRelay> {
  const { db, kafka, topic, partitions, instance, logger, metrics } = options;
  const collections = await openOutboxCollections(db);
  const reader = createOutboxReader(collections);
  const publisher = createRowPublisher({ kafka, topic });
  const wakeUp = createWakeUp({ outbox: collections.outbox, logger });
  const lease = await holdRelayLease({
    db,
    logger,
    owner: instance,
    onGained: wakeUp.wake,
    ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
  });
  const closing = new AbortController();
  const running = runRelay({
    reader,
    publisher,
    lease,
    wakeUp,
    partitions,
    signal: closing.signal,
    onPublished: metrics.published,
    onTrouble: createTroubleTeller(options),
  });
  const stopMeasuring = measureBacklog(reader, metrics);
  return {
    close: async () => {
      closing.abort();
      wakeUp.wake();
      await running;
      stopMeasuring();
      await Promise.all([lease.close(), wakeUp.close(), publisher.close()]);
    },
  };
}

/** An outage is told when it begins and when it is over, not at every turn; it is counted at each. */
function createTroubleTeller({
  logger,
  metrics,
  onTrouble,
}: OutboxRelayOptions): (trouble: PlatformError | null) => void {
  let isTroubled = false;
  return (trouble) => {
    if (trouble !== null) metrics.failed(trouble.code);
    if (trouble === null && !isTroubled) return;
    if (trouble === null) logger.info('outbox relay goes on');
    else if (!isTroubled) logger.warn({ error: trouble }, 'outbox relay cannot publish');
    isTroubled = trouble !== null;
    onTrouble(trouble?.message ?? null);
  };
}

function measureBacklog(reader: OutboxReader, metrics: RelayMetrics): () => void {
  const measure = async (): Promise<void> => {
    metrics.backlog(await reader.backlog(BACKLOG_COUNTED_UP_TO));
  };
  const timer = setInterval(() => {
    // A database that is away shows in the relay's own turns.
    measure().catch((error: unknown) => toPlatformError(error));
  }, BACKLOG_INTERVAL_MS);
  return () => {
    clearInterval(timer);
  };
}
