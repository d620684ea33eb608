import type { LogConnection } from '@karat/infra/log-connection';
import type { Versioned } from '@karat/projections';
import type { RawRecord, ReadEvent } from '@karat/schemas';
import type { OpenView } from '../projector/projector.ts';
import { DocumentsRefused } from '../projector/refused-documents.ts';
import type { Generation } from '../projector/view-store.ts';
import { writeChanges } from '../projector/write-changes.ts';
import { orderOf, OrdersFailed } from '../subscription.ts';
import { decodeParking } from './fold-partition.ts';
import type { ParkingLot } from './parking-lot.ts';
import { projectParking } from './project-parking.ts';

/** A partition of a generation that is being filled. */
export interface Filling {
  readonly log: Pick<LogConnection, 'reader' | 'codec' | 'topics'>;
  readonly view: OpenView;
  readonly generation: Generation<Versioned>;
  readonly partition: number;
  readonly untilOffset: bigint;
  readonly lot: ParkingLot;
}

/** Fills views in; gives the keys of those that the store will never take. */
export async function fillUnlessRefused(
  generation: Generation<Versioned>,
  views: ReadonlyMap<string, Versioned>,
): Promise<readonly string[]> {
  try {
    await generation.fill(views);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentsRefused)) throw error;
    return [...error.causes.keys()];
  }
}

/**
 * Parks each order whose view was refused at the event that made it so. Only when the partition has
 * been read to its end: the lot knows of one batch at a time.
 */
export async function parkRefused(filling: Filling, keys: readonly string[]): Promise<void> {
  for (const key of keys) await fillStepwise(filling, key);
}

/** Nearly never, so the partition may be read again for one order. */
async function fillStepwise(filling: Filling, orderId: string): Promise<void> {
  const { view, generation, partition, lot } = filling;
  const records = await recordsOf(filling, orderId);
  // An entry is not an order: nobody knows what to park.
  if (records.length === 0) throw new DocumentsRefused(new Map([[orderId, null]]));
  const events: readonly ReadEvent[] = await decodeParking(filling.log.codec, records, lot);
  const nothing = new Map<string, Versioned>();
  const batch = await projectParking({ view, lot, events }, () => Promise.resolve(nothing));
  const move = { partition, from: 0n, next: 0n };
  try {
    await writeChanges({ ...batch, projection: view.projection, generation, move });
  } catch (error) {
    if (!(error instanceof OrdersFailed)) throw error;
    lot.fail(records, error.failures);
  }
}

async function recordsOf(
  { log, partition, untilOffset }: Filling,
  orderId: string,
): Promise<readonly RawRecord[]> {
  const found: RawRecord[] = [];
  for await (const records of log.reader.read({
    topic: log.topics.events,
    partition,
    fromOffset: 0n,
  })) {
    for (const record of records) {
      const isBefore = BigInt(record.offset) < untilOffset;
      if (isBefore && orderOf(record) === orderId) found.push(record);
    }
  }
  return found;
}
