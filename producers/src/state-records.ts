import type { TopicNames } from '@karat/schemas';
import { encodeState, type Codec } from '@karat/schemas/codec';
import { toAppend, type Append, type FencedLog } from './event-log.ts';
import { EVOLVE_VERSION } from './order/evolve.ts';
import type { OrderLedger } from './order/ledger.ts';
import { toSnapshot } from './snapshot-codec.ts';
import type { StateStore, StorePosition } from './state-store.ts';

/** What writing to the states topic needs. */
export interface StateRecordOptions {
  readonly codec: Codec;
  readonly topics: TopicNames;
  readonly incarnation: string;
  readonly store: StateStore;
  readonly signal: AbortSignal;
}

/** The records of these states, and what local disk keeps of them. */
export interface StateAppends {
  readonly appends: readonly Append[];
  readonly snapshots: ReadonlyMap<string, Buffer>;
}

/** The states of orders and the position they were decided up to, which comes last. */
export function stateAppends(
  options: Pick<StateRecordOptions, 'codec' | 'topics' | 'incarnation'>,
  ledgers: ReadonlyMap<string, OrderLedger>,
  position: StorePosition,
): StateAppends {
  const { codec, topics, incarnation } = options;
  const snapshots = new Map<string, Buffer>();
  for (const [orderId, ledger] of ledgers) {
    const value = toSnapshot(ledger, incarnation);
    const record = encodeState(codec, orderId, { type: 'OrderSnapshot', value });
    snapshots.set(orderId, record.value);
  }
  const appends = [...snapshots].map((snapshot) => snapshotAppend(topics, snapshot));
  return { snapshots, appends: [...appends, positionAppend(options, position)] };
}

/** Snapshots in one transaction when a folded store is published. */
const PUBLISHED_AT_ONCE = 200;

/**
 * Writes a store that was folded from the events back to the states topic; without it, the next
 * owner with an empty disk would know only the orders decided on since.
 *
 * The position comes last, so that a publication which is broken off is recognised: the states then
 * stand behind the events.
 *
 * @throws `fenced` or `unclear-outcome`, as every append.
 */
export async function publishStates(
  options: StateRecordOptions,
  log: FencedLog,
  position: StorePosition,
): Promise<StorePosition> {
  const { topics, store, signal } = options;
  let appends: Append[] = [];
  for (const snapshot of store.snapshots()) {
    appends.push(snapshotAppend(topics, snapshot));
    if (appends.length < PUBLISHED_AT_ONCE) continue;
    signal.throwIfAborted();
    await log.append(appends);
    appends = [];
  }
  const ends = await log.append([...appends, positionAppend(options, position)]);
  return { ...position, statesOffset: String(ends.get(topics.states) ?? 0n) };
}

function snapshotAppend(
  { states }: TopicNames,
  [key, value]: readonly [orderId: string, snapshot: Buffer],
): Append {
  return toAppend(states, { key, value, headers: {} });
}

function positionAppend(
  { codec, topics, incarnation }: Pick<StateRecordOptions, 'codec' | 'topics' | 'incarnation'>,
  { commandOffset, writerEpoch }: StorePosition,
): Append {
  const value = {
    incarnation,
    writerEpoch,
    commandOffset: Number(commandOffset),
    evolveHash: EVOLVE_VERSION,
  };
  const record = encodeState(codec, 'position', { type: 'WriterPosition', value });
  return toAppend(topics.states, record);
}
