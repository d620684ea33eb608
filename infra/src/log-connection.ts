import { topicsOf, type TopicNames } from '@karat/schemas';
import type { Codec } from '@karat/schemas/codec';
import type { Kafka } from 'kafkajs';
import { connectCodec, START_RETRY } from './connect-codec.ts';
import { createKafka } from './kafka.ts';
import { readLogIdentity, type LogIdentity } from './log-identity.ts';
import { createLogReader, type LogReader } from './log-reader.ts';
import type { Logger } from './logger.ts';
import { retry, type RetryOptions } from './retry.ts';
import type { ServiceConfig } from './service-config.ts';
import { requireTopicSettings } from './topic-settings.ts';

/** The log of an installation, checked and ready to be read and written. */
export interface LogConnection {
  readonly environment: string;
  readonly topics: TopicNames;
  readonly identity: LogIdentity;
  readonly kafka: Kafka;
  readonly reader: LogReader;
  readonly codec: Codec;
}

/** What a service connects to the log with. */
export interface LogConnectionOptions {
  readonly config: Pick<ServiceConfig, 'environment' | 'brokers' | 'registryUrl'>;
  /** Name of the service, shown to the brokers. */
  readonly clientId: string;
  readonly logger: Logger;
  /** Registers teardown, as the service's context does. */
  readonly onStop: (name: string, stop: () => Promise<void>) => void;
  /** Changes how long a log that is away is waited for. Default: some 20 s. */
  readonly retry?: RetryOptions;
}

/**
 * Connects a service to the log and checks that it is the log it believes it to be.
 * @throws `log-identity-missing`, `log-identity-mismatch`, `topic-mismatch` or `schema-unknown` when
 * the deploy step has not run or does not fit; `kafka-unavailable` or `registry-unavailable`, retryable.
 */
export async function connectLog(options: LogConnectionOptions): Promise<LogConnection> {
  const { config, clientId, logger, onStop } = options;
  const { environment, brokers } = config;
  const topics = topicsOf(environment);
  const kafka = createKafka({ brokers, clientId, logger });
  const reader = createLogReader({ brokers });
  onStop('log reader', reader.close);
  const coPartitioned = [topics.commands, topics.events, topics.receipts, topics.states];
  const patience = { ...START_RETRY, ...options.retry };
  // Servers may start beside the services, and a new topic needs a moment to have its leaders.
  const [identity, codec] = await Promise.all([
    retry(() => readLogIdentity({ reader, topic: topics.identity }, coPartitioned), patience),
    connectCodec(config, patience),
    retry(() => requireHistory(kafka, environment), patience),
  ]);
  return { environment, topics, identity, kafka, reader, codec };
}

/** Events that Kafka would compact or delete are no source of truth. */
async function requireHistory(kafka: Kafka, environment: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await requireTopicSettings(admin, environment, ['events']);
  } finally {
    await admin.disconnect();
  }
}
