import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from '@karat/infra/errors';
import type { KeyStore } from '@karat/infra/key-store';
import type { ServiceContext } from '@karat/infra/service';
import { formatActor, type ReadEvent } from '@karat/schemas';
import type { ErasureStore } from './erasure-store.ts';
import type { SinkStores } from './sink.ts';
import { examineSinks } from './sinks.ts';

/** What erasure is run with. */
export interface ErasureOptions {
  readonly keys: Pick<KeyStore, 'destroyKey'>;
  readonly store: ErasureStore;
  readonly stores: SinkStores;
  /** Incarnation of the log. */
  readonly incarnation: string;
  readonly service: Pick<ServiceContext, 'logger' | 'health'>;
  /** Pause between two looks at sinks that have not answered, in ms. Default: 1,000. */
  readonly intervalMs?: number;
}

/** Running erasure. */
export interface ErasureRun {
  /** Destroys the keys that events ask for and begins their proofs; resolves when both are stored. */
  readonly take: (events: readonly ReadEvent[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Proofs looked at in one round. */
const AT_ONCE = 100;

/**
 * Erases on the event and proves afterwards. The key goes first, since everything sealed is gone
 * with it; the proof is begun next and the position stored last, so that a crash repeats what
 * repeats without harm. Sinks answer in their own time, which must not hold up the next erasure.
 */
export function startErasure(options: ErasureOptions): ErasureRun {
  const { store, stores, service, intervalMs = 1_000 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const proving = repeat(() => proveAll(store, stores), { service, intervalMs, signal });
  return {
    take: async (events) => {
      for (const event of events) await take(options, event);
    },
    close: async () => {
      stopping.abort();
      await proving;
    },
  };
}

async function take(
  { keys, store, incarnation, service }: ErasureOptions,
  read: ReadEvent,
): Promise<void> {
  const { event, orderId, eventId, partition, offset, version, actor, occurredAt } = read;
  if (event.type !== 'PersonalDataErased') return;
  const { destroyedAt } = await keys.destroyKey(orderId);
  await store.begin({
    _id: orderId,
    eventId,
    incarnation,
    partition,
    offset,
    version,
    requestedBy: formatActor(actor),
    reason: event.data.reason,
    requestedAt: occurredAt,
    keyDestroyedAt: destroyedAt,
    answers: [],
    waiting: [],
    completedAt: null,
  });
  service.logger.info({ orderId, eventId }, 'key of an order destroyed');
}

async function proveAll(store: ErasureStore, stores: SinkStores): Promise<void> {
  for (const erasure of await store.incomplete(AT_ONCE)) {
    const { answers, waiting } = await examineSinks(erasure, stores);
    const completedAt = waiting.length === 0 ? stores.clock() : null;
    await store.record(erasure._id, { answers, waiting, completedAt });
  }
}

interface Repeating {
  readonly service: ErasureOptions['service'];
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

/** Trouble with a store is told in health as long as it lasts, and the work goes on after it. */
async function repeat(
  work: () => Promise<void>,
  { service, intervalMs, signal }: Repeating,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
      service.health.set('erasures', null);
    } catch (caught) {
      const error = toPlatformError(caught);
      service.logger.warn({ error }, 'sinks of erasures not looked at');
      service.health.set('erasures', `${error.code}: ${error.message}`);
    }
    await delay(intervalMs, null, { signal }).catch(() => null);
  }
}
