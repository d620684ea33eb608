import { topicsOf, type TopicNames } from '@karat/schemas';
import { createCodec, type Codec } from '@karat/schemas/codec';
import type { Kafka } from 'kafkajs';
import { createKafka } from './kafka.ts';
import { readLogIdentity, type LogIdentity } from './log-identity.ts';
import { createLogReader, type LogReader } from './log-reader.ts';
import type { Logger } from './logger.ts';
import { createRegistry } from './registry.ts';
import { retry } from './retry.ts';
import { createSchemaSource } from './schema-source.ts';
import type { ServiceConfig } from './service-config.ts';

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
}

/** Some 20 s in all. */
const START_RETRY = { attempts: 12, initialDelayMs: 100, maxDelayMs: 4_000 };

/**
 * Connects a service to the log and checks that it is the log it believes it to be.
 * @throws `log-identity-missing`, `log-identity-mismatch` or `schema-unknown` when the deploy step
 * has not run or does not fit; `kafka-unavailable` or `registry-unavailable`, retryable.
 */
export async function connectLog(options: LogConnectionOptions): Promise<LogConnection> {
  const { config, clientId, logger, onStop } = options;
  const { environment, brokers } = config;
  const topics = topicsOf(environment);
  const kafka = createKafka({ brokers, clientId, logger });
  const reader = createLogReader({ brokers });
  onStop('log reader', reader.close);
  const coPartitioned = [topics.commands, topics.events, topics.receipts, topics.states];
  const registry = createRegistry(config.registryUrl);
  // Servers may start beside the services, and a new topic needs a moment to have its leaders.
  const [identity, source] = await Promise.all([
    retry(() => readLogIdentity({ reader, topic: topics.identity }, coPartitioned), START_RETRY),
    retry(() => createSchemaSource(registry, environment), START_RETRY),
  ]);
  return { environment, topics, identity, kafka, reader, codec: createCodec(source) };
}
