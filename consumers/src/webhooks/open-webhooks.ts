import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from '@karat/infra/errors';
import type { ServiceContext } from '@karat/infra/service';
import type { UrlPolicy } from '@karat/infra/url-guard';
import type { Db } from 'mongodb';
import { openDeliveryStore } from './delivery-store.ts';
import { startDispatcher, type Dispatcher } from './dispatcher.ts';
import { openEndpointBook } from './endpoint-book.ts';
import { createHttpSender } from './http-sender.ts';
import { openOrderBook } from './order-book.ts';
import { createTakeEvents, type TakeEvents } from './take-events.ts';
import { openTurnStore } from './turn-store.ts';
import { createWebhookMetrics } from './webhook-metrics.ts';
import { createWorkTurn } from './work-turn.ts';

/** What the webhooks of an installation are run with. */
export interface WebhooksOptions {
  /** `own_sellers`. */
  readonly db: Db;
  readonly policy: UrlPolicy;
  /** Longest whole request with its answer, in ms. */
  readonly timeoutMs: number;
  /** Requests under way at once from this process. */
  readonly maxInFlight: number;
  /** The same to one endpoint. */
  readonly maxPerEndpoint: number;
  readonly service: Pick<ServiceContext, 'logger' | 'telemetry' | 'health'>;
  /** Pauses between attempts, in ms. Default: the schedule of the standard. */
  readonly retryDelaysMs?: readonly number[];
  /** How long requests may still take when the service stops, in ms. Default: 5,000. */
  readonly graceMs?: number;
}

/** Running webhooks. */
export interface Webhooks {
  /** Makes deliveries from events; resolves when they are stored. */
  readonly take: TakeEvents;
  /** Ends what is under way, gracefully if it can, and puts back the rest. */
  readonly close: () => Promise<void>;
}

/**
 * What a lease lasts beyond the longest request, in ms: the one instant repetition of a request
 * that failed at once, and the writing down of what came of it.
 */
const LEASE_ALLOWANCE_MS = 4_000;
/** How long writing down may still take once all requests have ended, in ms. */
const PUT_BACK_MS = 2_000;
const BACKLOG_INTERVAL_MS = 5_000;

/** Opens the stores and starts the workers. */
export async function openWebhooks(options: WebhooksOptions): Promise<Webhooks> {
  const { db, service, graceMs = 5_000 } = options;
  const clock = Date.now;
  const leaseMs = options.timeoutMs + LEASE_ALLOWANCE_MS;
  const store = openDeliveryStore(db);
  const turns = openTurnStore(db);
  await Promise.all([store.ensureIndexes(), turns.ensureIndexes()]);
  const endpoints = openEndpointBook(db);
  const metrics = createWebhookMetrics(service.telemetry);
  const sender = createHttpSender({ ...options, clock });
  const { logger } = service;
  const parts = { ...options, store, turns, endpoints, sender, metrics, logger, clock };

  const dispatcher: Dispatcher = startDispatcher({
    ...options,
    dueEndpoints: () => turns.dueEndpoints(clock()),
    lease: (endpointId) => {
      const now = clock();
      return turns.lease(endpointId, { owner: randomUUID(), now, until: now + leaseMs });
    },
    work: createWorkTurn({ ...parts, leaseMs, random: Math.random }),
    onTrouble: createTroubleTeller(service),
  });
  const stopping = new AbortController();
  const watching = watch(async () => {
    metrics.waiting(await store.backlog(), clock());
  }, stopping.signal);

  return {
    take: createTakeEvents({
      orders: openOrderBook(db),
      endpoints,
      store,
      turns,
      clock,
      onMade: (endpointIds) => {
        metrics.made(endpointIds.length);
        dispatcher.wake(endpointIds);
      },
    }),
    close: async () => {
      stopping.abort();
      await watching;
      await dispatcher.close(graceMs);
      await sender.close();
      // What was broken off is being put back.
      await dispatcher.close(PUT_BACK_MS);
    },
  };
}

/** Says once in the log, and in health as long as it lasts, that deliveries cannot be worked on. */
function createTroubleTeller({ logger, health }: WebhooksOptions['service']) {
  return (caught: unknown): void => {
    if (caught === null) {
      health.set('deliveries', null);
      return;
    }
    const error = toPlatformError(caught);
    logger.warn({ error }, 'deliveries not worked on');
    health.set('deliveries', `${error.code}: ${error.message}`);
  };
}

/** Repeats a look at the store; that it fails is told by those who need the store. */
async function watch(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look().catch(() => null);
    await delay(BACKLOG_INTERVAL_MS, null, { signal }).catch(() => null);
  }
}
