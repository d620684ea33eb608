import { DEFAULT_PARTITIONS, subjectsOf, TOPICS, topicsOf } from '@karat/schemas';
import type { Kafka } from 'kafkajs';
import { ensureTopics, type TopicSpec } from './kafka.ts';
import { createLogIdentity, type LogIdentity } from './log-identity.ts';
import type { LogReader } from './log-reader.ts';
import type { Registry } from './registry.ts';
import { retry } from './retry.ts';
import { requireTopicSettings } from './topic-settings.ts';

/** What a deploy prepares an installation with. */
export interface DeployOptions {
  /** Prefix of the installation, e.g. `prod`. */
  readonly environment: string;
  readonly kafka: Kafka;
  readonly reader: LogReader;
  readonly registry: Registry;
  /** Partitions of the log, final. Default: 12. */
  readonly partitions?: number;
  /** Copies of every topic. Default: 1. */
  readonly replicationFactor?: number;
}

/** What a deploy has found or made. */
export interface Deployment {
  readonly identity: LogIdentity;
  readonly topics: readonly string[];
  /** Number of subjects whose newest schema is registered. */
  readonly subjects: number;
}

/**
 * Creates topics, registers schemas and gives the log its identity; safe to run at every release.
 * Services never do any of this: they find it done, or say so and stop.
 * @throws `topic-mismatch`, `log-identity-mismatch`, `schema-incompatible` when what is there does
 * not fit.
 */
export async function deploy(options: DeployOptions): Promise<Deployment> {
  const { environment, kafka, reader, replicationFactor = 1 } = options;
  const partitions = options.partitions ?? DEFAULT_PARTITIONS;
  const specs = topicSpecs(environment, partitions, replicationFactor);
  const [subjects] = await Promise.all([registerAll(options), createTopics(options, specs)]);
  const topic = topicsOf(environment).identity;
  const place = { kafka, reader, topic, replicationFactor };
  const identity = await retry(() => createLogIdentity(place, partitions));
  return { identity, topics: specs.map((spec) => spec.topic), subjects };
}

function topicSpecs(environment: string, partitions: number, replicationFactor: number) {
  const names = topicsOf(environment);
  return TOPICS.map<TopicSpec>((topic) => ({
    topic: names[topic.kind],
    partitions: topic.partitions ?? partitions,
    replicationFactor,
    config: topic.settings,
  }));
}

async function createTopics(
  { kafka, environment }: DeployOptions,
  specs: readonly TopicSpec[],
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await ensureTopics(admin, specs);
    const kinds = TOPICS.map(({ kind }) => kind);
    await retry(() => requireTopicSettings(admin, environment, kinds));
  } finally {
    await admin.disconnect();
  }
}

/** One after the other: a registry with a small store answers slowly when asked all at once. */
async function registerAll({ registry, environment }: DeployOptions): Promise<number> {
  const subjects = subjectsOf(environment);
  for (const { subject, schema } of subjects) {
    await retry(() => registry.registerSchema(subject, schema));
  }
  return subjects.length;
}
