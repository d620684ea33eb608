import { PlatformError } from '@karat/infra/errors';
import { follows, type Outcome, type ReadEvent } from '@karat/schemas';
import { decodeEvents, decodeReceipts, encodeState } from '@karat/schemas/codec';
import { evolve } from './order/evolve.ts';
import {
  EMPTY_LEDGER,
  recall,
  rememberAccepted,
  rememberRefused,
  withEvent,
  type OrderLedger,
} from './order/ledger.ts';
import type { RecoveryOptions } from './recovery.ts';
import { decodeLedgers, toSnapshot } from './snapshot-codec.ts';
import type { StorePosition } from './state-store.ts';

/**
 * Fills the store of a partition from its events and receipts alone, for when the states topic is
 * lost or was written by another `evolve`; slower than the states, and always possible.
 *
 * The store keeps the position it began with until the caller saves the one that is returned: a
 * fold that is broken off must not look like one that is complete.
 *
 * @throws `version-gap` when the log of an order is torn: then nothing may be decided on it.
 */
export async function refold(
  options: RecoveryOptions,
  from: StorePosition,
): Promise<StorePosition> {
  const { reader, topics, partition, codec, signal } = options;
  let position = from;
  for await (const batch of reader.read({ topic: topics.events, partition, fromOffset: 0n })) {
    signal.throwIfAborted();
    const events = await decodeEvents(codec, batch);
    position = events.reduce(afterEvent, position);
    await update(options, { items: events, apply: withReadEvent, position: from });
  }
  for await (const batch of reader.read({ topic: topics.receipts, partition, fromOffset: 0n })) {
    signal.throwIfAborted();
    const receipts = await decodeReceipts(codec, batch);
    position = receipts.reduce(afterReceipt, position);
    await update(options, { items: receipts, apply: withReceipt, position: from });
  }
  return position;
}

interface Update<T> {
  readonly items: readonly T[];
  readonly apply: (ledger: OrderLedger, item: T) => OrderLedger;
  readonly position: StorePosition;
}

/** Loads the ledgers a batch touches once, folds the batch, and stores each once. */
async function update<T extends { readonly orderId: string }>(
  { store, codec, incarnation }: RecoveryOptions,
  { items, apply, position }: Update<T>,
): Promise<void> {
  const touched = new Set(items.map((item) => item.orderId));
  const ledgers = new Map(await decodeLedgers(codec, store.load(touched)));
  for (const item of items) {
    ledgers.set(item.orderId, apply(ledgers.get(item.orderId) ?? EMPTY_LEDGER, item));
  }
  const snapshots = [...ledgers].map(([orderId, ledger]) => {
    const value = toSnapshot(ledger, incarnation);
    return [orderId, encodeState(codec, orderId, { type: 'OrderSnapshot', value }).value] as const;
  });
  store.save(new Map(snapshots), position);
}

function withReadEvent(ledger: OrderLedger, event: ReadEvent): OrderLedger {
  const known = ledger.state?.version ?? 0;
  if (!follows(known, event)) {
    const message = `Expected version ${String(known + 1)}, got ${String(event.version)}`;
    const { orderId, partition, offset } = event;
    throw new PlatformError('version-gap', message, { context: { orderId, partition, offset } });
  }
  const state = evolve(ledger.state, event);
  // The command was answered with the one event that was written: what today's reading makes of it
  // beside that changes the state only.
  if (event.part > 0) return { ...ledger, state };
  const last = ledger.accepted.at(-1) ?? null;
  const same = last?.commandId === event.commandId ? last : null;
  const earlier = same === null ? ledger.accepted : ledger.accepted.slice(0, -1);
  return { ...ledger, state, accepted: [...earlier, withEvent(same, event, state)] };
}

function withReceipt(ledger: OrderLedger, { commandId, bodyHash, receipt }: Outcome): OrderLedger {
  if (receipt.repeated || recall(ledger, { commandId }) !== null) return ledger;
  if (receipt.refusal !== null) {
    return rememberRefused(ledger, { commandId, bodyHash, refusal: receipt.refusal });
  }
  if (receipt.outcome !== 'NO_CHANGE' || receipt.status === null) return ledger;
  const { outcome, version, status, eventIds } = receipt;
  return rememberAccepted(ledger, { commandId, bodyHash, outcome, version, status, eventIds });
}

function afterEvent(position: StorePosition, event: ReadEvent): StorePosition {
  return {
    ...position,
    commandOffset: laterOffset(position.commandOffset, event.commandOffset),
    writerEpoch: Math.max(position.writerEpoch, event.writerEpoch),
  };
}

function afterReceipt(position: StorePosition, { receipt }: Outcome): StorePosition {
  const commandOffset = laterOffset(position.commandOffset, String(receipt.commandOffset));
  return { ...position, commandOffset };
}

function laterOffset(one: string, other: string): string {
  return BigInt(one) > BigInt(other) ? one : other;
}
