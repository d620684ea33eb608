import type { Logger } from '@karat/infra/logger';
import type { ListedObject, ObjectStore } from '@karat/infra/object-store';
import { certainReferences, type CertaintyOptions } from './certain-references.ts';
import { fileIdOf } from './file-id.ts';
import type { MoveQueue } from './move-queue.ts';
import { NOTHING_SWEPT, type HoldBack, type SweptOrphans } from './sweep-report.ts';

/** What orphans are swept with. */
export interface SweepOrphansOptions extends CertaintyOptions {
  readonly objects: Pick<ObjectStore, 'remove'>;
  readonly moves: Pick<MoveQueue, 'mark' | 'takeFile' | 'end'>;
  readonly logger: Pick<Logger, 'info'>;
  /** Only what was stored before is removed, epoch ms: an upload comes before its command. */
  readonly storedBefore: number;
  readonly isDryRun: boolean;
}

/** What became of the orphans of one piece of a listing. */
export interface SweptPiece {
  readonly orphans: SweptOrphans;
  readonly heldBackFor: HoldBack | null;
}

/** Removes what no order refers to, out of files of which that was so at a first look. */
export async function sweepOrphans(
  options: SweepOrphansOptions,
  found: readonly ListedObject[],
): Promise<SweptPiece> {
  const old = found.filter(({ storedAt }) => storedAt < options.storedBefore);
  const counted = { ...NOTHING_SWEPT, found: found.length, young: found.length - old.length };
  if (old.length === 0) return { orphans: counted, heldBackFor: null };
  const certainty = await certainReferences(
    options,
    old.map(({ key }) => fileIdOf(key)),
  );
  if (certainty.heldBackFor !== null) {
    const { heldBackFor } = certainty;
    return { orphans: { ...counted, heldBack: old.length }, heldBackFor };
  }
  const unreferenced = new Set(certainty.unreferenced);
  const removed: ListedObject[] = [];
  for (const object of old) {
    if (!unreferenced.has(fileIdOf(object.key))) continue;
    if (options.isDryRun || (await remove(options, object))) removed.push(object);
  }
  const orphans = {
    ...counted,
    swept: removed.length,
    spared: old.length - removed.length,
    sweptBytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
    examples: removed.map(({ key }) => key),
  };
  return { orphans, heldBackFor: null };
}

/**
 * Removes a file under the lease that movers take, unless an order refers to it by now or it was
 * stored again: whoever attaches a model stores it first.
 */
async function remove(
  { objects, moves, orders, logger, storedBefore }: SweepOrphansOptions,
  { key, bytes, storedAt }: ListedObject,
): Promise<boolean> {
  const fileId = fileIdOf(key);
  await moves.mark([fileId]);
  const held = await moves.takeFile(fileId);
  if (held === null) return false;
  const isReferred = (await orders.wantedTier(fileId)) !== null;
  const isRemoved = !isReferred && (await objects.remove(key, { storedBefore }));
  // An order that came meanwhile keeps the entry, and with it the search for its file.
  await moves.end(held);
  if (isRemoved) logger.info({ ...key, bytes, storedAt }, 'file of no order removed');
  return isRemoved;
}
