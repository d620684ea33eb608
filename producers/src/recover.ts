import { toPlatformError } from '@karat/infra/errors';
import type { RawRecord } from '@karat/infra/log-reader';
import { decodeEvents, stateHeadOf, type Codec, type StateHead } from '@karat/schemas/codec';
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
  if (await holdsAll(options, fromOffset)) {
    return (await isBehindEvents(options, from)) ? 'unusable' : from;
  }
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

/**
 * Whether nothing was written behind what the disk holds but the marker of its own transaction:
 * then nobody else has decided since, and there is nothing to read. Another transaction would take
 * at least one offset for its position and one for its marker.
 */
async function holdsAll(
  { reader, topics, partition }: RecoveryOptions,
  fromOffset: bigint,
): Promise<boolean> {
  if (fromOffset === 0n) return false;
  const behind = (await reader.endOf(topics.states, partition)) - fromOffset;
  return behind === 0n || behind === 1n;
}

interface Applying {
  readonly batch: readonly RawRecord[];
  readonly codec: Codec;
  readonly store: StateStore;
  readonly outdated: Set<string>;
}

function applyBatch(applying: Applying, from: StorePosition): StorePosition {
  const snapshots = new Map<string, Buffer>();
  let decided: Pick<StorePosition, 'commandOffset' | 'writerEpoch'> = from;
  for (const { key, value } of applying.batch) {
    const state = value === null ? null : stateHeadOf(applying.codec, value);
    if (key === null || value === null || state === null) continue;
    if (state.value.incarnation !== from.incarnation) continue;
    if (state.type === 'WriterPosition') decided = decidedBy(state, decided);
    else noteSnapshot(applying, { orderId: key.toString('utf8'), value, state, snapshots });
  }
  const last = applying.batch.at(-1)?.offset;
  const statesOffset = last === undefined ? from.statesOffset : String(BigInt(last) + 1n);
  const { commandOffset, writerEpoch } = decided;
  const position = { ...from, commandOffset, writerEpoch, statesOffset };
  applying.store.save(snapshots, position);
  return position;
}

function decidedBy(
  { value }: Extract<StateHead, { type: 'WriterPosition' }>,
  before: Pick<StorePosition, 'writerEpoch'>,
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
    readonly state: Extract<StateHead, { type: 'OrderSnapshot' }>;
    readonly snapshots: Map<string, Buffer>;
  },
): void {
  if (found.state.value.evolveHash === EVOLVE_VERSION) outdated.delete(found.orderId);
  else outdated.add(found.orderId);
  found.snapshots.set(found.orderId, found.value);
}

/**
 * Offsets at the end of the events among which the last one is looked for: a transaction is one
 * event and a marker at least, so few do, unless the last ones were aborted.
 */
const EVENTS_TAILS = [16n, 1_000n];

/**
 * Whether events were decided after this position: then the states topic was lost, in whole or at
 * its end, and deciding on it would write those events a second time.
 */
async function isBehindEvents(
  { reader, topics, partition, codec }: RecoveryOptions,
  { commandOffset }: StorePosition,
): Promise<boolean> {
  const end = await reader.endOf(topics.events, partition);
  for (const tail of EVENTS_TAILS) {
    const fromOffset = end > tail ? end - tail : 0n;
    let found = false;
    for await (const batch of reader.read({ topic: topics.events, partition, fromOffset })) {
      const events = await decodeEvents(codec, batch);
      if (events.some((event) => BigInt(event.commandOffset) > BigInt(commandOffset))) return true;
      found = found || events.length > 0;
    }
    if (found || fromOffset === 0n) return false;
  }
  return false;
}
