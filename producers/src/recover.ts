import { toPlatformError } from '@karat/infra/errors';
import type { RawRecord } from '@karat/infra/log-reader';
import { asStateRecord, decodeEvents, type Codec, type StateRecord } from '@karat/schemas/codec';
import { EVOLVE_VERSION } from './order/evolve.ts';
import { emptyPosition, type RecoveryOptions } from './recovery.ts';
import { refold } from './refold.ts';
import type { StateStore, StorePosition } from './state-store.ts';

/** Where a recovered store stands. */
export interface Recovered {
  readonly position: StorePosition;
  /** Whether the states topic lacks what the store holds, because that was folded from events. */
  readonly folded: boolean;
}

/**
 * Brings the store of a partition up to the end of the log and tells where that is.
 *
 * It runs after the partition was fenced, so nobody writes to what it reads: up to the last stable
 * offset there is everything that was ever committed, and the log alone says what was decided.
 *
 * @throws `kafka-unavailable`, retryable; `version-gap` when the log is torn.
 */
export async function recover(options: RecoveryOptions): Promise<Recovered> {
  const { store } = options;
  const kept = store.position();
  const usable =
    kept !== null &&
    kept.incarnation === options.incarnation &&
    kept.evolveVersion === EVOLVE_VERSION;
  if (!usable) store.clear();
  const tail = await readStates(options, usable ? kept : emptyPosition(options.incarnation));
  if (tail !== 'unusable') return { position: tail, folded: false };
  store.clear();
  const position = await refold(options, emptyPosition(options.incarnation));
  return { position, folded: true };
}

/**
 * Reads the states topic from a position on; `unusable` when it does not tell the whole story: it
 * holds states of another `evolve`, or lacks those of the last events.
 */
async function readStates(
  options: RecoveryOptions,
  from: StorePosition,
): Promise<StorePosition | 'unusable'> {
  const { reader, topics, partition, codec, store, signal } = options;
  const outdated = new Set<string>();
  let position = from;
  const fromOffset = BigInt(from.statesOffset);
  try {
    for await (const batch of reader.read({ topic: topics.states, partition, fromOffset })) {
      signal.throwIfAborted();
      await codec.prepare(batch.map((record) => record.value));
      position = applyBatch({ batch, codec, store, outdated }, position);
    }
  } catch (error) {
    // The store is ahead of the topic: the topic was made anew.
    if (toPlatformError(error).code === 'position-beyond-log') return 'unusable';
    throw error;
  }
  if (outdated.size > 0) return 'unusable';
  return (await isBehindEvents(options, position)) ? 'unusable' : position;
}

interface Applying {
  readonly batch: readonly RawRecord[];
  readonly codec: Codec;
  readonly store: StateStore;
  readonly outdated: Set<string>;
}

function applyBatch(applying: Applying, from: StorePosition): StorePosition {
  const snapshots = new Map<string, Buffer>();
  let position = from;
  for (const record of applying.batch) {
    const { key, value, offset } = record;
    const state = value === null ? null : asStateRecord(applying.codec.decode(value));
    position = { ...position, statesOffset: String(BigInt(offset) + 1n) };
    if (key === null || value === null || state === null) continue;
    if (state.value.incarnation !== from.incarnation) continue;
    if (state.type === 'WriterPosition') position = { ...position, ...decidedBy(state, position) };
    else noteSnapshot(applying, { orderId: key.toString('utf8'), value, state, snapshots });
  }
  applying.store.save(snapshots, position);
  return position;
}

function decidedBy(
  { value }: Extract<StateRecord, { type: 'WriterPosition' }>,
  before: StorePosition,
) {
  // Numbers are given where the disk is, and a disk may know of a higher one than the log.
  const writerEpoch = Math.max(before.writerEpoch, value.writerEpoch);
  return { commandOffset: String(value.commandOffset), writerEpoch };
}

function noteSnapshot(
  { outdated }: Applying,
  found: {
    readonly orderId: string;
    readonly value: Buffer;
    readonly state: Extract<StateRecord, { type: 'OrderSnapshot' }>;
    readonly snapshots: Map<string, Buffer>;
  },
): void {
  if (found.state.value.evolveHash === EVOLVE_VERSION) outdated.delete(found.orderId);
  else outdated.add(found.orderId);
  found.snapshots.set(found.orderId, found.value);
}

/** Offsets at the end of the events that surely hold an event, for most others are markers. */
const EVENTS_TAIL = 1_000n;

/**
 * Whether events were decided after this position: then the states topic was lost, in whole or at
 * its end, and deciding on it would write those events a second time.
 */
async function isBehindEvents(
  { reader, topics, partition, codec }: RecoveryOptions,
  { commandOffset }: StorePosition,
): Promise<boolean> {
  const end = await reader.endOf(topics.events, partition);
  const fromOffset = end > EVENTS_TAIL ? end - EVENTS_TAIL : 0n;
  for await (const batch of reader.read({ topic: topics.events, partition, fromOffset })) {
    const events = await decodeEvents(codec, batch);
    if (events.some((event) => BigInt(event.commandOffset) > BigInt(commandOffset))) return true;
  }
  return false;
}
