import { inRounds, withBenchServers } from '@karat/infra/bench-servers';
import { resultOf, type BenchOptions, type BenchResult } from '@karat/infra/bench-report';
import { list, readConfig, url } from '@karat/infra/config';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { medianOf } from '@karat/infra/quantiles';
import { createTelemetry } from '@karat/infra/telemetry';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { mongoUrlFor } from '@karat/infra/testing';
import type { Db } from 'mongodb';
import { openOutboxCollections } from '../src/outbox/outbox-collections.ts';
import { createRelayMetrics } from '../src/outbox/relay-metrics.ts';
import { createRowPublisher } from '../src/outbox/row-publisher.ts';
import { planPublication } from '../src/outbox/plan-publication.ts';
import { startOutboxRelay } from '../src/outbox/start-outbox-relay.ts';
import { refusalBeyond, writeRows } from './outbox/write-rows.ts';

const SERVERS = {
  brokers: list('KAFKA_BROKERS', { doc: 'Kafka of the run.' }),
  registryUrl: url('SCHEMA_REGISTRY_URL', { doc: 'Schema registry of the run.' }),
  mongoUrl: url('MONGO_URL', { doc: 'Mongo of the run.', secret: true }),
};

const ROWS = 100_000;
const SMALL_ROWS = 1_000;
const TOPIC_LIMITS = { partitions: 12, maxBatchBytes: 512 * 1024 };

interface Round {
  readonly taken: number;
  readonly bareTaken: number;
  readonly drained: number;
  readonly bareSent: number;
  /** Code of the answer to one command more than may wait. */
  readonly refusal: string;
  /** Most memory of this process after the last row, gateway and relay in one, MiB. */
  readonly maxRssMiB: number;
}

/** The outbox while Kafka is away and when it is back, beside bare inserts and bare sends; all per second. */
export async function run(options: BenchOptions): Promise<readonly BenchResult[]> {
  const { small, say } = options;
  return await withBenchServers(options, ['kafka', 'registry', 'mongod'], async (env) => {
    const at = readConfig(SERVERS, env);
    const measured = await inRounds(options, async () => {
      const log = await deployTestLog(at, { partitions: 12 });
      const mongoUrl = mongoUrlFor(at.mongoUrl, `${log.environment}_own_shop`);
      const round = await measureRound(log, mongoUrl, small ? SMALL_ROWS : ROWS);
      await log.close();
      say(JSON.stringify(round));
      return round;
    });
    return resultsOf(measured);
  });
}

async function measureRound(log: TestLog, mongoUrl: string, rows: number): Promise<Round> {
  const logger = createLogger({ service: 'bench', level: 'error' });
  const mongo = await connectMongo(mongoUrl, { name: 'bench', logger });
  try {
    const taken = await perSecond(rows, () => writeRows(log, mongo.db, rows));
    const refusal = await refusalBeyond(log, mongo.db, rows);
    const drained = await drain(log, mongo.db, rows);
    // Before the bare loops, which hold all rows at once.
    const maxRssMiB = Math.round(process.resourceUsage().maxRSS / 1_024);
    const { outbox } = await openOutboxCollections(mongo.db);
    const bareRows = await outbox.find().toArray();
    const bare = mongo.db.collection<{ readonly _id: string }>('bare');
    const writeConcern = { w: 'majority' } as const;
    const bareTaken = await perSecond(rows, async () => {
      for (let at = 0; at < rows; at += 64) {
        await bare.insertMany(bareRows.slice(at, at + 64), { writeConcern });
      }
    });
    const bareSent = await perSecond(rows, () => sendBare(log, bareRows));
    return { taken, bareTaken, drained, bareSent, refusal, maxRssMiB };
  } finally {
    await mongo.db.dropDatabase();
    await mongo.close();
  }
}

async function sendBare(
  { kafka, topics }: TestLog,
  rows: Parameters<typeof planPublication>[0],
): Promise<void> {
  const producer = createRowPublisher({ kafka, topic: topics.receipts });
  for (let at = 0; at < rows.length; at += 2_000) {
    const batches = planPublication(rows.slice(at, at + 2_000), TOPIC_LIMITS);
    await producer.publish(batches);
  }
  await producer.close();
}

async function drain({ kafka, topics }: TestLog, db: Db, rows: number): Promise<number> {
  const logger = createLogger({ service: 'bench', level: 'error' });
  let published = 0;
  const startedAt = performance.now();
  const { promise, resolve } = deferred();
  const relay = await startOutboxRelay({
    db,
    kafka,
    topic: topics.commands,
    partitions: 12,
    instance: 'bench',
    logger,
    metrics: {
      ...createRelayMetrics(createTelemetry('bench')),
      published: (count) => {
        published += count;
        if (published >= rows) resolve();
      },
    },
    onTrouble: () => undefined,
  });
  await promise;
  const elapsedMs = performance.now() - startedAt;
  await relay.close();
  return Math.round((rows / elapsedMs) * 1_000);
}

async function perSecond(rows: number, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round((rows / (performance.now() - startedAt)) * 1_000);
}

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function resultsOf(rounds: readonly Round[]): readonly BenchResult[] {
  const median = (pick: (round: Round) => number) => medianOf(rounds.map(pick));
  return [
    resultOf('commands taken while Kafka is away, 64 callers', '1/s', {
      value: median(({ taken }) => taken),
      limit: median(({ bareTaken }) => bareTaken),
      target: { atLeast: 0.1 },
    }),
    resultOf('commands published when it is back', '1/s', {
      value: median(({ drained }) => drained),
      limit: median(({ bareSent }) => bareSent),
      target: { atLeast: 0.1 },
    }),
  ];
}
