import type { LogConnection } from '@karat/infra/log-connection';
import type { RawRecord, ReadEvent } from '@karat/schemas';
import { decodeEvents } from '@karat/schemas/codec';
import type { Versioned } from '@karat/projections';
import type { OpenView } from '../projector/projector.ts';
import { decodeInOrder } from '../subscription.ts';
import type { ParkingLot } from './parking-lot.ts';
import { projectParking } from './project-parking.ts';
import { readAhead } from './read-ahead.ts';

/** Which part of the log to fold into a view. */
export interface FoldRequest {
  readonly log: Pick<LogConnection, 'reader' | 'codec' | 'topics'>;
  readonly view: OpenView;
  readonly partition: number;
  /** First offset that is not folded any more; null folds up to the end. */
  readonly untilOffset: bigint | null;
  /** Where orders wait that cannot be folded. Default: nowhere; such an order ends the folding. */
  readonly lot?: ParkingLot;
  /** Told how many events each batch held. */
  readonly onEvents?: (count: number) => void;
}

/** Folds more events of a partition onto views; gives the offset after the last one. */
export async function foldInto(
  views: Map<string, Versioned>,
  { view, lot, onEvents }: Pick<FoldRequest, 'view' | 'lot' | 'onEvents'>,
  events: readonly ReadEvent[],
): Promise<bigint> {
  const { changes } = await projectParking({ view, lot, events }, () => Promise.resolve(views));
  for (const { key, after, entries } of changes) {
    views.set(key, after);
    for (const { key: entryKey, entry } of entries) views.set(entryKey, entry);
  }
  onEvents?.(events.length);
  return BigInt(events.at(-1)?.offset ?? -1) + 1n;
}

/** Which events to read. */
export type EventsRequest = Pick<FoldRequest, 'log' | 'partition' | 'untilOffset' | 'lot'>;

/** The events of a partition in batches, from an offset up to the end or `untilOffset`. */
export async function* eventsFrom(
  { log, partition, untilOffset, lot }: EventsRequest,
  fromOffset: bigint,
): AsyncGenerator<readonly ReadEvent[], void, undefined> {
  const { reader, codec, topics } = log;
  const read = reader.read({ topic: topics.events, partition, fromOffset });
  for await (const records of readAhead(read)) {
    const before = records.filter(
      ({ offset }) => untilOffset === null || BigInt(offset) < untilOffset,
    );
    if (before.length > 0) yield await decodeParking(codec, before, lot);
    if (before.length < records.length) return;
  }
}

/** Decodes a batch; an order with a record that nobody can read waits from it on. */
export async function decodeParking(
  codec: LogConnection['codec'],
  records: readonly RawRecord[],
  lot: ParkingLot | undefined,
): Promise<readonly ReadEvent[]> {
  if (lot === undefined) return decodeEvents(codec, records);
  const { items, unreadable, stopped } = await decodeInOrder(
    (some) => decodeEvents(codec, some),
    lot.admit(records),
  );
  if (stopped !== null) throw stopped.cause;
  lot.fail(records, unreadable);
  return lot.keep(items);
}
