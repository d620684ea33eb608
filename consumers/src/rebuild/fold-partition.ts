import type { LogConnection } from '@karat/infra/log-connection';
import type { ReadEvent } from '@karat/schemas';
import { decodeEvents } from '@karat/schemas/codec';
import type { Versioned } from '@karat/projections';
import { projectEvents } from '../projector/project-events.ts';
import type { OpenView } from '../projector/projector.ts';

/** Which part of the log to fold into a view. */
export interface FoldRequest {
  readonly log: Pick<LogConnection, 'reader' | 'codec' | 'topics'>;
  readonly view: OpenView;
  readonly partition: number;
  /** First offset that is not folded any more; null folds up to the end. */
  readonly untilOffset: bigint | null;
  /** Told how many events each batch held. */
  readonly onEvents?: (count: number) => void;
}

/** The views that a partition's events give. */
export interface FoldedPartition {
  /** With their entries, by key; whole, also where a store keeps less of them. */
  readonly views: Map<string, Versioned>;
  /** Next offset after what was folded. */
  readonly nextOffset: bigint;
}

/** Folds a partition in memory from its first event. */
export async function foldPartition(request: FoldRequest): Promise<FoldedPartition> {
  const { log, partition, untilOffset } = request;
  // Asked before reading: markers behind the last event belong to what has been seen, too.
  const end = untilOffset ?? (await log.reader.endOf(log.topics.events, partition));
  const views = new Map<string, Versioned>();
  let nextOffset = end;
  for await (const events of eventsFrom(request, 0n)) {
    nextOffset = maxOf(nextOffset, await foldInto(views, request, events));
  }
  return { views, nextOffset };
}

/** Folds more events of a partition onto views; gives the offset after the last one. */
export async function foldInto(
  views: Map<string, Versioned>,
  { view, onEvents }: Pick<FoldRequest, 'view' | 'onEvents'>,
  events: readonly ReadEvent[],
): Promise<bigint> {
  const projected = await view.openCustomers(events);
  for (const { key, after, entries } of projectEvents(view.projection, views, {
    events: projected,
    skipped: [],
  })) {
    views.set(key, after);
    for (const { key: entryKey, entry } of entries) views.set(entryKey, entry);
  }
  onEvents?.(events.length);
  return BigInt(events.at(-1)?.offset ?? -1) + 1n;
}

/** Which events to read. */
export interface EventsRequest extends Pick<FoldRequest, 'log' | 'partition' | 'untilOffset'> {
  /** Whether events of this order are wanted; the others are not even decoded. Default: all. */
  readonly isWanted?: (orderId: Buffer) => boolean;
}

/** The events of a partition in batches, from an offset up to the end or `untilOffset`. */
export async function* eventsFrom(
  { log, partition, untilOffset, isWanted = () => true }: EventsRequest,
  fromOffset: bigint,
): AsyncGenerator<readonly ReadEvent[], void, undefined> {
  const { reader, codec, topics } = log;
  for await (const records of reader.read({ topic: topics.events, partition, fromOffset })) {
    const before = records.filter(
      ({ offset }) => untilOffset === null || BigInt(offset) < untilOffset,
    );
    const wanted = before.filter(({ key }) => key !== null && isWanted(key));
    if (wanted.length > 0) yield await decodeEvents(codec, wanted);
    if (before.length < records.length) return;
  }
}

function maxOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
