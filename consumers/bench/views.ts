import { resultOf, type BenchOptions, type BenchResult } from '@karat/infra/bench-report';
import { inRounds, withBenchServers } from '@karat/infra/bench-servers';
import { medianOf } from '@karat/infra/quantiles';
import { withBenchRig } from './views/bench-rig.ts';
import { measureLive, type LiveLoad, type LiveTimes } from './views/live-latency.ts';
import { ALL_VIEWS, QUEUE_ALONE } from './views/live-projectors.ts';
import { measurePages, type PageLoad, type PageTimes } from './views/queue-pages.ts';
import { measureRebuild, type RebuildRates } from './views/rebuild-rates.ts';

/** How much is done. */
interface Size {
  /** Orders in the log of each rebuild. */
  readonly orders: readonly number[];
  /** Events a second while the work queue is watched. */
  readonly live: LiveLoad;
  /** Orders in the queue of which pages are read: few, and many. */
  readonly queue: { readonly few: PageLoad; readonly many: PageLoad };
}

const PAGES = { requests: 2_000, walk: 500 };

const FULL: Size = {
  orders: [10_000, 100_000, 1_000_000],
  live: { orders: 20_000, perSecond: 1_000, seconds: 30 },
  queue: { few: { ...PAGES, orders: 10_000 }, many: { ...PAGES, orders: 1_000_000 } },
};
const SMALL: Size = {
  orders: [500],
  live: { orders: 400, perSecond: 120, seconds: 2 },
  queue: {
    few: { orders: 500, requests: 20, walk: 2 },
    many: { orders: 2_000, requests: 20, walk: 8 },
  },
};

/** Memory of a rebuild, mebibytes, however many orders there are. */
const RSS_ANON_MEBIBYTES = 1_024;

/** From the answer to a commit to the row in the work queue, milliseconds. */
const VISIBLE_MS = { p50: 50, p99: 200 };

/** What a page of the work queue may take, milliseconds. */
const PAGE_MS = 5;

/** The views: rebuilt beside what reading and writing allow, followed live, and read in pages. */
export async function run(options: BenchOptions): Promise<readonly BenchResult[]> {
  const { small, say } = options;
  const { orders, live, queue } = small ? SMALL : FULL;
  return await withBenchServers(options, ['kafka', 'registry', 'mongod', 'redis'], async (env) => {
    const visible = await inRounds(options, async () => {
      const alone = await withBenchRig(env, (rig) => measureLive(rig, live, QUEUE_ALONE));
      say(`committed to visible: ${JSON.stringify(alone)}`);
      const beside = await withBenchRig(env, (rig) => measureLive(rig, live, ALL_VIEWS));
      say(`beside all other views: ${JSON.stringify(beside)}`);
      return { alone, beside };
    });
    const few = await withBenchRig(env, (rig) => measurePages(rig, queue.few));
    say(`pages of ${String(queue.few.orders)}: ${JSON.stringify(few)}`);
    const many = await withBenchRig(env, (rig) => measurePages(rig, queue.many));
    say(`pages of ${String(queue.many.orders)}: ${JSON.stringify(many)}`);
    const results = [...liveResults(live, visible), ...pageResults(queue.many, few, many)];
    for (const count of orders) {
      // Once and not in rounds: a million orders are written for it.
      const rates = await withBenchRig(env, (rig) => measureRebuild(rig, count, say));
      results.push(...rebuildResults(count, rates));
    }
    return results;
  });
}

function liveResults(
  { perSecond }: LiveLoad,
  rounds: readonly { readonly alone: LiveTimes; readonly beside: LiveTimes }[],
): readonly BenchResult[] {
  const measure = `committed to visible in the work queue at ${String(perSecond)}/s`;
  const kinds = [
    ['alone', measure],
    ['beside', `${measure}, all other views kept on the same processors`],
  ] as const;
  return kinds.flatMap(([kind, name]) =>
    (['p50', 'p99'] as const).map((quantile) =>
      resultOf(`${name}, ${quantile}`, 'ms', {
        value: medianOf(rounds.map((round) => round[kind][quantile])),
        limit: VISIBLE_MS[quantile],
        target: { atMost: 1 },
      }),
    ),
  );
}

function pageResults(
  { orders }: PageLoad,
  few: PageTimes,
  many: PageTimes,
): readonly BenchResult[] {
  const kinds = [
    ['first', 'first page of the work queue'],
    ['deep', 'deep page of the work queue'],
  ] as const;
  return kinds.flatMap(([kind, page]) => {
    const { caller, server } = many[kind];
    const measure = `${page} with ${String(orders)} orders, p99`;
    return [
      resultOf(`${measure}, beside few`, 'ms', {
        value: caller.p99,
        limit: few[kind].caller.p99,
        target: { atMost: 1.3 },
      }),
      resultOf(`${measure} on the server`, 'ms', {
        value: server.p99,
        limit: PAGE_MS,
        target: { atMost: 1 },
      }),
    ];
  });
}

function rebuildResults(orders: number, rates: RebuildRates): readonly BenchResult[] {
  const { one, shared, compared, read, write, plain, rssAnonMebibytes } = rates;
  const of = `of the CRM view with ${String(orders)} orders`;
  const limits = [
    ['reading and writing one after the other', 1 / (1 / read + 1 / write), { atLeast: 0.7 }],
    ['a plain consumer', plain, { atLeast: 3 }],
  ] as const;
  const kinds = [
    [`rebuild ${of} by one thread`, one],
    [`rebuild ${of} by a thread for each processor`, shared],
  ] as const;
  return [
    ...kinds.flatMap(([measure, value]) =>
      limits.map(([peer, limit, target]) => {
        return resultOf(`${measure}, beside ${peer}`, 'events/s', { value, limit, target });
      }),
    ),
    resultOf(`${kinds[1][0]}, every document compared, beside a plain consumer`, 'events/s', {
      value: compared,
      limit: plain,
      target: { atLeast: 2 },
    }),
    resultOf(`anonymous memory of a thread that rebuilds ${of}`, 'MiB', {
      value: rssAnonMebibytes,
      limit: RSS_ANON_MEBIBYTES,
      target: { atMost: 1 },
    }),
  ];
}
