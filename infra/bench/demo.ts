import { PlatformError } from '../src/errors.ts';
import { createKafka } from '../src/kafka.ts';
import { createLogger } from '../src/logger.ts';
import { resultOf, type BenchOptions, type BenchResult } from '../local/bench-report.ts';
import { isWhole, type DemoReport } from '../local/demo/demo-report.ts';
import { medianOf, quantilesOf, type Quantiles } from '../local/demo/quantiles.ts';
import { runDemo } from '../local/demo/run-demo.ts';
import { createBareLoop, type BareLoop } from '../local/limits/bare-loop.ts';
import { startPlatform } from '../local/platform/start-platform.ts';

/** How much a round does. */
interface Size {
  readonly orders: number;
  /** Trips through bare Kafka. */
  readonly trips: number;
}

/** Enough for a 99th percentile of some 200 commands. */
const FULL: Size = { orders: 20, trips: 200 };
const SMALL: Size = { orders: 3, trips: 20 };

/** Commands of one order that reach the log: its ten events and the lost race for it. */
const COMMANDS_PER_ORDER = 11;

const CONCURRENCY = 10;

interface Round {
  readonly alone: DemoReport;
  readonly together: DemoReport;
  readonly bareAloneMs: Quantiles;
  readonly bareTripsPerSecond: number;
}

/**
 * The demonstration beside the bare path of a command through Kafka: orders one after the other for
 * the time of an answer, ten at a time for the rate.
 */
export async function run(options: BenchOptions): Promise<readonly BenchResult[]> {
  const { workTree, rounds, small, root, env, say } = options;
  const size = small ? SMALL : FULL;
  const platform = await startPlatform({
    workTree,
    root,
    karatEnv: env['KARAT_ENV'] ?? 'bench',
    env,
    onProgress: () => undefined,
    say,
  });
  const brokers = (platform.record.environment['KAFKA_BROKERS'] ?? '').split(',');
  const logger = createLogger({ service: 'bench', level: 'error' });
  const loop = await createBareLoop(createKafka({ brokers, clientId: 'bench', logger }));
  try {
    const demo = (concurrency: number) =>
      runDemo({ platform: platform.record, workTree, orders: size.orders, concurrency, say });
    // Warm-up: the first transaction of a partition and the compiler's first look cost more.
    if (!small) await measureRound(loop, demo, size);
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      measured.push(await measureRound(loop, demo, size));
      say(`round ${String(round)} of ${String(rounds)}`);
    }
    return resultsOf(measured, size);
  } finally {
    await loop.close();
    await platform.stop();
  }
}

async function measureRound(
  loop: BareLoop,
  demo: (concurrency: number) => Promise<DemoReport>,
  { trips }: Size,
): Promise<Round> {
  const bareAloneMs = quantilesOf(await loop.trips(trips, 1));
  const alone = await demo(1);
  const startedAt = performance.now();
  await loop.trips(trips, CONCURRENCY);
  const bareTripsPerSecond = (trips / (performance.now() - startedAt)) * 1_000;
  const together = await demo(CONCURRENCY);
  for (const report of [alone, together]) {
    if (isWhole(report)) continue;
    const message = `Expected nothing lost, doubled or different, got ${JSON.stringify(report)}`;
    throw new PlatformError('invariant-violated', message);
  }
  return { alone, together, bareAloneMs, bareTripsPerSecond };
}

function resultsOf(rounds: readonly Round[], { orders }: Size): readonly BenchResult[] {
  const median = (pick: (round: Round) => number) => medianOf(rounds.map(pick));
  const bareP50 = median(({ bareAloneMs }) => bareAloneMs.p50);
  const bareP99 = median(({ bareAloneMs }) => bareAloneMs.p99);
  return [
    resultOf('command answered, one order at a time, p50', 'ms', {
      value: median(({ alone }) => alone.commandAckMs.p50),
      limit: bareP50,
      target: { atMost: 5 },
    }),
    resultOf('command answered, one order at a time, p99', 'ms', {
      value: median(({ alone }) => alone.commandAckMs.p99),
      limit: bareP99,
      target: { atMost: 10 },
    }),
    resultOf('event in the work queue, one order at a time, p50', 'ms', {
      value: median(({ alone }) => alone.eventToViewMs.p50),
      limit: bareP50,
      target: { atMost: 5 },
    }),
    resultOf('commands of whole orders, ten orders at a time', '1/s', {
      value: median(({ together }) => (orders * COMMANDS_PER_ORDER) / together.seconds),
      limit: median(({ bareTripsPerSecond }) => bareTripsPerSecond),
      target: { atLeast: 0.1 },
    }),
  ];
}
