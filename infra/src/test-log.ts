import { topicsOf } from '@karat/schemas';
import { deploy } from './deploy.ts';
import { createKafka } from './kafka.ts';
import { connectLog, type LogConnection } from './log-connection.ts';
import { createLogReader } from './log-reader.ts';
import { createLogger } from './logger.ts';
import { createRegistry } from './registry.ts';
import { uniqueEnv, type TestServers } from './testing.ts';

/** A log of a test's own on the shared servers. */
export interface TestLog extends LogConnection {
  readonly brokers: readonly string[];
  readonly close: () => Promise<void>;
}

/** How a test's log is made. */
export interface TestLogOptions {
  /** Partitions of the log. Default: 3. */
  readonly partitions?: number;
}

/** Deploys an installation under a prefix that no other test has, and connects to its log. */
export async function deployTestLog(
  servers: Pick<TestServers, 'brokers' | 'registryUrl'> & Partial<TestServers>,
  { partitions = 3 }: TestLogOptions = {},
): Promise<TestLog> {
  const environment = uniqueEnv();
  const logger = createLogger({ service: 'test', level: 'error' });
  const { brokers, registryUrl } = servers;
  const kafka = createKafka({ brokers, clientId: 'test', logger });
  const reader = createLogReader({ brokers });
  await deploy({
    environment,
    kafka,
    reader,
    registry: createRegistry(registryUrl),
    partitions,
  });
  await reader.close();
  const stops: (() => Promise<void>)[] = [];
  const log = await connectLog({
    config: { environment, brokers, registryUrl },
    clientId: 'test',
    logger,
    onStop: (_name, stop) => stops.push(stop),
  });
  return {
    ...log,
    brokers,
    close: async () => {
      await Promise.all(stops.map((stop) => stop()));
      await deleteTopics(log);
    },
  };
}

async function deleteTopics({ kafka, environment }: LogConnection): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: Object.values(topicsOf(environment)) });
  await admin.disconnect();
}
