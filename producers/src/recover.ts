import { toPlatformError } from '@karat/infra/errors';
import type { LogReader, RawRecord } from '@karat/infra/log-reader';
import type { TopicNames } from '@karat/schemas';
import { asStateRecord, type Codec, type StateRecord } from '@karat/schemas/codec';
import { EVOLVE_VERSION } from './order/evolve.ts';
import { refold } from './refold.ts';
import type { StateStore, StorePosition } from './state-store.ts';

/** What the recovery of a partition reads and fills. */
export interface RecoveryOptions {
  readonly partition: number;
  readonly incarnation: string;
  readonly topics: TopicNames;
  readonly reader: LogReader;
  readonly codec: Codec;
  readonly store: StateStore;
}

/**
 * Brings the store of a partition up to the end of the log and tells where that is.
 *
 * It runs after the partition was fenced, so nobody writes to what it reads: up to the last stable
 * offset there is everything that was ever committed, and the log alone says what was decided.
 *
 * @throws `kafka-unavailable`, retryable.
 */
export async function recover(options: RecoveryOptions): Promise<StorePosition> {
  const { store } = options;
  const kept = store.position();
  const usable =
    kept !== null &&
    kept.incarnation === options.incarnation &&
    kept.evolveVersion === EVOLVE_VERSION;
  if (!usable) store.clear();
  const tail = await readStates(options, usable ? kept : emptyPosition(options.incarnation));
  if (tail !== 'unusable') return tail;
  store.clear();
  return refold(options, emptyPosition(options.incarnation));
}

/** The position of a log in which nothing has been decided. */
function emptyPosition(incarnation: string): StorePosition {
  return {
    incarnation,
    evolveVersion: EVOLVE_VERSION,
    statesOffset: '0',
    commandOffset: '-1',
    writerEpoch: 0,
  };
}

/**
 * Reads the states topic from a position on; `unusable` when it does not tell the whole story: it
 * holds states of another `evolve`, or it was lost while there are events.
 */
async function readStates(
  options: RecoveryOptions,
  from: StorePosition,
): Promise<StorePosition | 'unusable'> {
  const { reader, topics, partition, codec, store } = options;
  const outdated = new Set<string>();
  let position = from;
  const fromOffset = BigInt(from.statesOffset);
  try {
    for await (const batch of reader.read({ topic: topics.states, partition, fromOffset })) {
      await codec.prepare(batch.map((record) => record.value));
      position = applyBatch({ batch, codec, store, outdated }, position);
    }
  } catch (error) {
    // The store is ahead of the topic: the topic was made anew.
    if (toPlatformError(error).code === 'position-beyond-log') return 'unusable';
    throw error;
  }
  if (outdated.size > 0) return 'unusable';
  if (position.commandOffset === '-1' && (await hasEvents(options))) return 'unusable';
  return position;
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
    if (state.type === 'WriterPosition') position = { ...position, ...decidedBy(state) };
    else noteSnapshot(applying, { orderId: key.toString('utf8'), value, state, snapshots });
  }
  applying.store.save(snapshots, position);
  return position;
}

function decidedBy({ value }: Extract<StateRecord, { type: 'WriterPosition' }>) {
  return { commandOffset: String(value.commandOffset), writerEpoch: value.writerEpoch };
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

async function hasEvents({ reader, topics, partition }: RecoveryOptions): Promise<boolean> {
  for await (const batch of reader.read({ topic: topics.events, partition, fromOffset: 0n })) {
    if (batch.length > 0) return true;
  }
  return false;
}
