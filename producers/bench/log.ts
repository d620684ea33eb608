import { list, readConfig, url, type ConfigOf } from '@karat/infra/config';
import { inRounds, withBenchServers } from '@karat/infra/bench-servers';
import { resultOf, type BenchOptions, type BenchResult } from '@karat/infra/bench-report';
import { medianOf, type Quantiles } from '@karat/infra/quantiles';
import { deployTestLog } from '@karat/infra/test-log';
import { measureBareTrips, withAsking } from './log/answers.ts';
import { measureBulk, type BulkRates } from './log/bulk.ts';
import { measureRestarts, type Restarts } from './log/restart.ts';

/** How much a round does. */
interface Size {
  /** Commands of the flood. */
  readonly commands: number;
  /** How long each steady rate is held. */
  readonly seconds: number;
  /** Orders in the log of each restart; its times are those of the last. */
  readonly orders: readonly number[];
}

const FULL: Size = { commands: 60_000, seconds: 20, orders: [10_000, 100_000, 1_000_000] };
const SMALL: Size = { commands: 1_200, seconds: 2, orders: [2_000] };

const SERVERS = {
  brokers: list('KAFKA_BROKERS', { doc: 'Kafka of the run.' }),
  registryUrl: url('SCHEMA_REGISTRY_URL', { doc: 'Schema registry of the run.' }),
  redisUrl: url('REDIS_URL', { doc: 'Redis of the run.' }),
};

/** A rate that nobody has to wait for another at. */
const CALM_PER_SECOND = 50;

/** What an answer may take at the 99th percentile at half of the highest rate, milliseconds. */
const BUSY_MS = 250;

/** What a restart may take to the first decision, seconds; a killed member is missed only then. */
const RESTART_SECONDS = { clean: 5, killed: 15 };

/** Memory of a writer's process, mebibytes. */
const RSS_ANON_MEBIBYTES = 400;

interface Round {
  readonly bulk: BulkRates;
  readonly calm: Quantiles;
  readonly bareTrips: Quantiles;
  readonly busy: Quantiles;
}

/** The log under load: the writer beside bare loops that write the same without deciding. */
export async function run(options: BenchOptions): Promise<readonly BenchResult[]> {
  return await withBenchServers(options, ['kafka', 'registry', 'redis'], async (env) => {
    const at = readConfig(SERVERS, env);
    const settings = { ...options, env };
    const measured = await inRounds(options, () => measureRound(at, settings));
    return [...resultsOf(measured), ...(await measureAllRestarts(at, settings))];
  });
}

/** Once, not in rounds: a million orders are written for it. */
async function measureAllRestarts(
  servers: ConfigOf<typeof SERVERS>,
  options: Settings,
): Promise<readonly BenchResult[]> {
  const { orders: counts } = options.small ? SMALL : FULL;
  const memory: BenchResult[] = [];
  let last: Restarts | null = null;
  for (const orders of counts) {
    last = await measureRestartsOf(servers, options, orders);
    memory.push(memoryResult(last, orders));
  }
  return last === null ? [] : [...restartResults(last), ...memory];
}

type Settings = Pick<BenchOptions, 'small' | 'env' | 'say'>;

async function measureRestartsOf(
  servers: ConfigOf<typeof SERVERS>,
  { env, say }: Settings,
  orders: number,
): Promise<Restarts> {
  const log = await deployTestLog(servers, { partitions: 12 });
  try {
    const { redisUrl } = servers;
    const restarts = await measureRestarts({ log, orders, environment: env, redisUrl, say });
    say(`restarts with ${String(orders)} orders: ${JSON.stringify(restarts)}`);
    return restarts;
  } finally {
    await log.close();
  }
}

async function measureRound(
  servers: ConfigOf<typeof SERVERS>,
  { small, env: environment, say }: Settings,
): Promise<Round> {
  const { commands, seconds } = small ? SMALL : FULL;
  const log = await deployTestLog(servers, { partitions: 12 });
  try {
    const bulk = await measureBulk(log, commands);
    say(`bulk: ${JSON.stringify(bulk)}`);
    const bareTrips = await measureBareTrips(log, CALM_PER_SECOND, seconds);
    const { redisUrl } = servers;
    const asked = await withAsking({ log, redisUrl, environment }, async ({ at }) => {
      const calm = await at(CALM_PER_SECOND, seconds);
      return { calm, busy: await at(bulk.writer / 2, seconds) };
    });
    say(`answers: ${JSON.stringify({ bareTrips, ...asked })}`);
    return { bulk, bareTrips, ...asked };
  } finally {
    await log.close();
  }
}

function resultsOf(rounds: readonly Round[]): readonly BenchResult[] {
  const median = (pick: (round: Round) => number) => medianOf(rounds.map(pick));
  return [
    resultOf('commands decided in bulk', '1/s', {
      value: median(({ bulk }) => bulk.writer),
      limit: median(({ bulk }) => bulk.bare),
      target: { atLeast: 0.6 },
    }),
    resultOf('command to outcome at 50/s, p50', 'ms', {
      value: median(({ calm }) => calm.p50),
      limit: median(({ bareTrips }) => bareTrips.p50),
      target: { atMost: 3 },
    }),
    resultOf('command to outcome at 50/s, p99', 'ms', {
      value: median(({ calm }) => calm.p99),
      limit: median(({ bareTrips }) => bareTrips.p99),
      target: { atMost: 5 },
    }),
    resultOf('command to outcome at half the bulk rate, p99', 'ms', {
      value: median(({ busy }) => busy.p99),
      limit: BUSY_MS,
      target: { atMost: 1 },
    }),
  ];
}

function restartResults(restarts: Restarts): readonly BenchResult[] {
  const atMostLimit = { atMost: 1 };
  const { cleanSeconds, killedSeconds, emptyDiskSeconds, readingSeconds } = restarts;
  return [
    resultOf('restart after a clean stop to the first decision', 's', {
      value: cleanSeconds,
      limit: RESTART_SECONDS.clean,
      target: atMostLimit,
    }),
    resultOf('restart after kill -9 to the first decision', 's', {
      value: killedSeconds,
      limit: RESTART_SECONDS.killed,
      target: atMostLimit,
    }),
    // Half the rate of reading alone is twice its time.
    resultOf('restart from an empty disk to the first decision', 's', {
      value: emptyDiskSeconds,
      limit: readingSeconds,
      target: { atMost: 2 },
    }),
  ];
}

function memoryResult({ rssAnonMebibytes }: Restarts, orders: number): BenchResult {
  return resultOf(`anonymous memory of the writer with ${String(orders)} orders`, 'MiB', {
    value: rssAnonMebibytes,
    limit: RSS_ANON_MEBIBYTES,
    target: { atMost: 1 },
  });
}
