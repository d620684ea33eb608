import { existsSync, realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { newClusterId } from './cluster-id.ts';
import { provideKafka, type KafkaProgram } from './programs.ts';
import { runProgram } from './run-program.ts';
import type { ServerCommand, ServerDefinition, ServerPlace } from './server.ts';

const HEAP = ['-Xms128m', '-Xmx512m'];
/** For a start in seconds on two cores: one collector thread, and no second compiler to wait for. */
const QUICK_START = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];
const FORMAT_TIMEOUT_MS = 60_000;
const PROBE_TIMEOUT_MS = 2000;

/** A second way in, whose clients are told to come to another port: that of a proxy before it. */
export interface ProxiedListener {
  readonly port: number;
  /** Port of the proxy on 127.0.0.1. */
  readonly advertisedPort: number;
}

/** A single Kafka node in KRaft mode, broker and controller in one process. */
export function kafkaServer(proxied: ProxiedListener | null = null): ServerDefinition {
  return {
    part: 'kafka',
    portCount: 2,
    stopTimeoutMs: 15_000,
    provide: async (context) => {
      const program = await provideKafka(context);
      return {
        command: (place) => startCommand(program, place),
        prepare: (place) => prepareStorage(program, place, propertiesOf(place, proxied)),
        probe: probeKafka,
        afterStart: () => Promise.resolve(),
        url: brokerOf,
      };
    },
  };
}

function brokerOf(place: ServerPlace): string {
  return `127.0.0.1:${place.port}`;
}

function startCommand(program: KafkaProgram, place: ServerPlace): ServerCommand {
  const properties = join(place.folder, 'server.properties');
  const logging = `-Dlog4j2.configurationFile=${join(place.folder, 'log4j2.properties')}`;
  const environment = javaEnvironment(program, place);
  if (program.kind === 'scripts') {
    return {
      command: program.start,
      args: [properties],
      environment: { ...environment, KAFKA_LOG4J_OPTS: logging },
    };
  }
  const jvm = [...HEAP, ...QUICK_START, logging, '-cp', join(program.jars, '*')];
  return { command: program.java, args: [...jvm, 'kafka.Kafka', properties], environment };
}

function javaEnvironment(program: KafkaProgram, place: ServerPlace): Record<string, string> {
  return {
    ...place.environment,
    JAVA_HOME: dirname(dirname(realpathSync(program.java))),
    KAFKA_HEAP_OPTS: HEAP.join(' '),
    KAFKA_JVM_PERFORMANCE_OPTS: QUICK_START.join(' '),
    LOG_DIR: join(place.folder, 'logs'),
  };
}

/** Formats the storage once; the ready state is kept between runs. */
async function prepareStorage(
  program: KafkaProgram,
  place: ServerPlace,
  properties: string,
): Promise<void> {
  await mkdir(place.folder, { recursive: true });
  await writeFile(join(place.folder, 'server.properties'), properties);
  await writeFile(join(place.folder, 'log4j2.properties'), LOGGING);
  const formatted = join(place.folder, 'formatted');
  if (existsSync(formatted)) return;
  // A format that broke off leaves half a storage behind, which the tool would refuse.
  await rm(join(place.folder, 'data'), { recursive: true, force: true });
  const clusterId = newClusterId();
  const args = ['format', '-t', clusterId, '-c', join(place.folder, 'server.properties')];
  const environment = javaEnvironment(program, place);
  const options = { environment, timeoutMs: FORMAT_TIMEOUT_MS };
  if (program.kind === 'scripts') await runProgram(program.storage, args, options);
  else {
    const jvm = [...QUICK_START, '-cp', join(program.jars, '*'), 'kafka.tools.StorageTool'];
    await runProgram(program.java, [...jvm, ...args], options);
  }
  await writeFile(formatted, `${clusterId}\n`);
}

async function probeKafka(place: ServerPlace): Promise<void> {
  const kafka = new Kafka({
    clientId: 'karat-local-probe',
    brokers: [brokerOf(place)],
    logLevel: logLevel.NOTHING,
    connectionTimeout: PROBE_TIMEOUT_MS,
    requestTimeout: PROBE_TIMEOUT_MS,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.describeCluster();
  } finally {
    await admin.disconnect();
  }
}

/**
 * One node stands for a cluster: every internal topic has one replica. Topics are created by deploy alone, hence no
 * automatic creation, and a group's first member does not wait for others.
 * @see https://kafka.apache.org/41/documentation.html#brokerconfigs
 */
function propertiesOf(place: ServerPlace, proxied: ProxiedListener | null): string {
  const controller = `127.0.0.1:${place.secondPort}`;
  const listeners = [`PLAINTEXT://${brokerOf(place)}`];
  const advertised = [...listeners];
  if (proxied !== null) {
    listeners.push(`PROXIED://127.0.0.1:${String(proxied.port)}`);
    advertised.push(`PROXIED://127.0.0.1:${String(proxied.advertisedPort)}`);
  }
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@${controller}`,
    `listeners=${[...listeners, `CONTROLLER://${controller}`].join(',')}`,
    `advertised.listeners=${advertised.join(',')}`,
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT',
    `log.dirs=${join(place.folder, 'data')}`,
    'auto.create.topics.enable=false',
    'group.initial.rebalance.delay.ms=0',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=10',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=10',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'share.coordinator.state.topic.num.partitions=1',
    'num.network.threads=2',
    'num.io.threads=4',
    'log.cleaner.dedupe.buffer.size=16777216',
    '',
  ].join('\n');
}

const LOGGING = [
  'appender.console.type=Console',
  'appender.console.name=console',
  'appender.console.layout.type=PatternLayout',
  'appender.console.layout.pattern=%d{ISO8601} %p %m (%c{1})%n',
  'rootLogger.level=WARN',
  'rootLogger.appenderRef.console.ref=console',
  'logger.server.name=kafka.server.KafkaRaftServer',
  'logger.server.level=INFO',
  '',
].join('\n');
