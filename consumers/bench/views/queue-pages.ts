import { createHash } from 'node:crypto';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PlatformError } from '@karat/infra/errors';
import { createLogger } from '@karat/infra/logger';
import { quantilesOf, type Quantiles } from '@karat/infra/quantiles';
import { connectRedis } from '@karat/infra/redis';
import { startService } from '@karat/infra/services';
import { workQueue, type WorkQueueRow } from '@karat/projections';
import { createRedisViewStore } from '../../src/projector/redis-view-store.ts';
import type { BenchRig } from './bench-rig.ts';

const OPERATOR_API = fileURLToPath(
  new URL('../../../../api/dist/src/bin/operator.js', import.meta.url),
);

/** Times of answers of the operators' API, milliseconds. */
export interface PageTimes {
  /** The first page by urgency with its counters. */
  readonly first: AnswerTimes;
  /** Pages that lie deep in the queue, each found by its cursor. */
  readonly deep: AnswerTimes;
}

/** Times of one kind of page. */
export interface AnswerTimes {
  /** As a caller on the same machine sees them, one request after the other. */
  readonly caller: Quantiles;
  /** From the request to the answer, as the log of the service tells them. */
  readonly server: Quantiles;
}

/** How much is asked. */
export interface PageLoad {
  readonly orders: number;
  readonly requests: number;
  /** Pages of 200 rows walked to come to deep ones. */
  readonly walk: number;
}

/** Fills the work queue with so many orders in work and reads pages of it, one after the other. */
export async function measurePages(rig: BenchRig, load: PageLoad): Promise<PageTimes> {
  await fillQueue(rig, load.orders);
  const folder = await mkdtemp(join(tmpdir(), 'karat-bench-'));
  const logFile = join(folder, 'operator.log');
  const token = { sha256: createHash('sha256').update('bench').digest('hex') };
  const service = await startService({
    name: 'operator',
    script: OPERATOR_API,
    environment: {
      ...rig.environment,
      API_TOKENS: JSON.stringify([{ ...token, role: 'operator', id: 'anna' }]),
    },
    logFile,
  });
  try {
    await service.ready();
    const pages = pagesAt(`http://127.0.0.1:${String(service.port)}`);
    await pages.times(load.requests / 10, () => '');
    const cursors = await pages.cursors(load.walk);
    const first = await pages.times(load.requests, () => '');
    const deep = await pages.times(load.requests, (index) => {
      return `&after=${encodeURIComponent(cursors[index % cursors.length] ?? '')}`;
    });
    await service.stop();
    const logged = (await readElapsedMs(logFile)).slice(-2 * load.requests);
    const timesOf = (caller: readonly number[], server: readonly number[]): AnswerTimes => {
      return { caller: quantilesOf(caller), server: quantilesOf(server) };
    };
    return {
      first: timesOf(first, logged.slice(0, load.requests)),
      deep: timesOf(deep, logged.slice(load.requests)),
    };
  } finally {
    await service.kill9();
    await rm(folder, { recursive: true, force: true });
  }
}

/** How long each page took by the log of the service, in the order in which they were answered. */
async function readElapsedMs(logFile: string): Promise<readonly number[]> {
  const lines = (await readFile(logFile, 'utf8')).split('\n');
  const answers = lines.filter((line) => line.includes('"route":"/v1/work-queue"'));
  return answers.map((line) => (JSON.parse(line) as { readonly elapsedMs: number }).elapsedMs);
}

const ROWS_AT_ONCE = 10_000;

async function fillQueue({ log, redisUrl }: BenchRig, count: number): Promise<void> {
  const logger = createLogger({ service: 'bench', level: 'error' });
  const redis = await connectRedis(redisUrl, { name: 'bench', logger, commandTimeoutMs: null });
  const { environment, identity } = log;
  const { incarnation } = identity;
  const store = createRedisViewStore({ redis, environment, incarnation });
  const id = await store.begin();
  const generation = store.generation(id);
  const now = Date.now();
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    const length = Math.min(ROWS_AT_ONCE, count - start);
    const rows = Array.from({ length }, (_, index) => rowOf(now + (start + index) * 1_000));
    await generation.fill(new Map(rows.map((row) => [row.orderId, row])));
  }
  redis.disconnect();
}

function rowOf(mustStartAt: number): WorkQueueRow {
  return {
    ...workQueue.initial(randomUUID()),
    version: 4,
    status: 'MANUFACTURING_APPROVED',
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    items: [{ itemId: 'ring', material: 'silver-925', finish: 'polished', quantity: 1 }],
    dueAt: mustStartAt + 3_600_000,
    estimatedWorkMs: 3_600_000,
    mustStartAt,
    updatedAt: Date.now(),
  };
}

interface Page {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

function pagesAt(url: string) {
  const read = async (query: string): Promise<Page> => {
    const response = await fetch(`${url}/v1/work-queue?${query}`, {
      headers: { authorization: 'Bearer bench' },
    });
    if (response.status === 200) return (await response.json()) as Page;
    throw new PlatformError('internal', `Expected a page, got ${String(response.status)}`);
  };
  return {
    times: async (count: number, after: (index: number) => string): Promise<readonly number[]> => {
      const times: number[] = [];
      for (let index = 0; index < count; index += 1) {
        const startedAt = performance.now();
        const { items } = await read(`limit=50${after(index)}`);
        times.push(performance.now() - startedAt);
        if (items.length === 0) throw new PlatformError('internal', 'Expected rows, got none');
      }
      return times;
    },
    cursors: async (walk: number): Promise<readonly string[]> => {
      const cursors: string[] = [];
      let next: string | null = '';
      for (let page = 0; page < walk && next !== null; page += 1) {
        const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
        next = (await read(`limit=200${after}`)).next;
        if (next !== null) cursors.push(next);
      }
      // The deeper half of them.
      return cursors.slice(Math.floor(cursors.length / 2));
    },
  };
}
