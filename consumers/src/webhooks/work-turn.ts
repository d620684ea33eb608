import { traceIdOf } from '@karat/infra/trace';
import { attemptDelivery, type AttemptOptions } from './attempt.ts';
import type { AttemptRecord, WebhookDelivery } from './delivery.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { EndpointBook } from './endpoint-book.ts';
import { verdictOn, type Verdict } from './schedule.ts';
import type { LeasedTurn } from './turn.ts';
import type { TurnStore } from './turn-store.ts';
import type { WebhookMetrics } from './webhook-metrics.ts';

/** What working on turns needs. */
export interface WorkTurnOptions extends AttemptOptions {
  readonly store: DeliveryStore;
  readonly turns: TurnStore;
  readonly endpoints: Pick<EndpointBook, 'find' | 'disable'>;
  readonly metrics: WebhookMetrics;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** How long a turn is held for one delivery, in ms; more than the longest attempt takes. */
  readonly leaseMs: number;
  /** Pauses between attempts, in ms. Default: the schedule of the standard. */
  readonly retryDelaysMs?: readonly number[];
}

/**
 * Works on a turn: sends its deliveries one after the other until none is pending or one has to be
 * tried again later. A death at any point leaves a lease that ends, after which another worker sends
 * the same bytes under the same id.
 */
export function createWorkTurn(options: WorkTurnOptions): (turn: LeasedTurn) => Promise<void> {
  return async (turn) => {
    let held: LeasedTurn | null = turn;
    while (held !== null) held = await step(options, held);
  };
}

/** When a paused endpoint is looked at again, in ms. */
const PAUSE_RECHECK_MS = 30_000;

/** Does one delivery; gives the turn if there is more to do in it. */
async function step(options: WorkTurnOptions, held: LeasedTurn): Promise<LeasedTurn | null> {
  const { store, turns, endpoints, clock } = options;
  const { endpointId } = held;
  const [delivery, endpoint] = await Promise.all([
    store.firstPending(held),
    endpoints.find(endpointId),
  ]);
  if (delivery === null) return closeOrGoOn(options, held);
  if (endpoint === null || endpoint.status === 'disabled') return abandon(options, endpointId);
  if (endpoint.status === 'paused') return putBack(options, held, clock() + PAUSE_RECHECK_MS);
  // A worker that was stopped for longer than its lease would send out of turn.
  if (clock() >= held.leasedUntil) return turns.renew(held, clock() + options.leaseMs);
  const attempt = await attemptDelivery(options, delivery, endpoint);
  if (attempt === null) return putBack(options, held, clock());
  measure(options, delivery, attempt);
  return follow(options, held, { delivery, attempt });
}

/** A delivery as it was before an attempt, and the attempt. */
interface Attempted {
  readonly delivery: WebhookDelivery;
  readonly attempt: AttemptRecord;
}

/** Writes down an attempt, and does what follows from it. */
async function follow(
  options: WorkTurnOptions,
  held: LeasedTurn,
  { delivery, attempt }: Attempted,
): Promise<LeasedTurn | null> {
  const { store, turns, endpoints, metrics, clock } = options;
  const verdict = judge(options, { delivery, attempt });
  tell(options, { delivery, attempt }, verdict);
  if (verdict.state === 'pending') {
    const nextAttemptAt = clock() + verdict.delayMs;
    await store.record(delivery, attempt, { state: 'pending', nextAttemptAt });
    return putBack(options, held, nextAttemptAt);
  }
  const ended = { state: verdict.state, nextAttemptAt: null };
  const recording = store.record(delivery, attempt, ended);
  const isLast = delivery.version === held.upTo || verdict.state === 'gone';
  const [hasEnded, renewed] = await Promise.all([
    recording,
    isLast ? null : turns.renew(held, clock() + options.leaseMs),
  ]);
  if (hasEnded) metrics.ended(verdict.state, 1);
  if (verdict.state === 'gone') {
    await endpoints.disable(delivery.endpointId);
    return abandon(options, delivery.endpointId);
  }
  // Closed only after what it was held for is written: a pending delivery without a turn is lost.
  return isLast ? closeOrGoOn(options, held) : renewed;
}

function judge(
  { random, retryDelaysMs }: WorkTurnOptions,
  { delivery, attempt }: Attempted,
): Verdict {
  const attemptsMade = delivery.attempts.length + 1;
  const schedule = retryDelaysMs === undefined ? {} : { delaysMs: retryDelaysMs };
  return verdictOn({ attemptsMade, outcome: attempt.outcome, random: random(), ...schedule });
}

/** Ends the turn unless an event has come meanwhile. */
async function closeOrGoOn(
  { turns, clock, leaseMs }: WorkTurnOptions,
  held: LeasedTurn,
): Promise<LeasedTurn | null> {
  return (await turns.close(held)) ? null : turns.renew(held, clock() + leaseMs);
}

async function putBack(
  { turns }: WorkTurnOptions,
  held: LeasedTurn,
  nextAttemptAt: number,
): Promise<null> {
  await turns.release(held, nextAttemptAt);
  return null;
}

/**
 * Ends all that waits for an endpoint that is gone. Turns first: what is being made now gets its
 * turn after its delivery, so it either ends here or is met by whoever takes that turn.
 */
async function abandon(
  { store, turns, metrics }: WorkTurnOptions,
  endpointId: string,
): Promise<null> {
  await turns.abandon(endpointId);
  metrics.ended('gone', await store.abandon(endpointId));
  return null;
}

function measure(
  { metrics }: WorkTurnOptions,
  { attempts, occurredAt }: WebhookDelivery,
  attempt: AttemptRecord,
): void {
  metrics.attempted(attempt);
  if (attempts.length === 0) metrics.firstAttempted(attempt.startedAt - occurredAt);
}

/** Neither the URL, which may carry a token, nor the body reaches the log. */
function tell(
  { logger }: WorkTurnOptions,
  { delivery, attempt }: Attempted,
  verdict: Verdict,
): void {
  const { _id: webhookId, endpointId, sellerId, orderId, type, traceparent, attempts } = delivery;
  const ids = { traceId: traceIdOf(traceparent), orderId, sellerId, endpointId, webhookId, type };
  const fields = { ...ids, attempt: attempts.length + 1, ...attempt };
  if (verdict.state === 'delivered') logger.debug(fields, 'webhook delivered');
  else if (verdict.state === 'pending') {
    logger.info({ ...fields, retryInMs: verdict.delayMs }, 'webhook attempt failed');
  } else logger.warn({ ...fields, state: verdict.state }, 'webhook given up');
}
