import { toPlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { ObjectStore, Tier } from '@karat/infra/object-store';
import { fileKeyOf } from './file-id.ts';
import type { FileOrderBook } from './file-order-book.ts';
import type { FilesMetrics, SettleOutcome } from './files-metrics.ts';
import type { HeldMove, MoveQueue } from './move-queue.ts';

/** What files are looked after with. */
export interface SettleOptions {
  readonly orders: Pick<FileOrderBook, 'wantedTier'>;
  readonly moves: MoveQueue;
  readonly objects: Pick<ObjectStore, 'tierOf' | 'move'>;
  readonly metrics: Pick<FilesMetrics, 'settled'>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Pause between two renewals of a lease, in ms. */
  readonly renewEveryMs: number;
}

/** What fails for good is tried again after so long, in ms: only a repair helps it. */
const FAILED_PAUSE_MS = 10 * 60_000;

/**
 * Brings one file to where its hottest order wants it. Of a file one process at a time decides and
 * moves, under a lease; whoever asks meanwhile is noticed by the count of marks, and it is decided
 * anew. So the last decision is made after the last event, in whatever order they were handled.
 * @throws what is retryable, after putting the file back; whatever else fails is counted and logged.
 */
export async function settleFile(options: SettleOptions, held: HeldMove): Promise<void> {
  const { orders, moves, metrics, logger } = options;
  const key = fileKeyOf(held._id);
  const stopRenewing = renewWhile(options, held);
  let wanted: Tier | null = null;
  try {
    wanted = await orders.wantedTier(held._id);
    const outcome = wanted === null ? 'unreferenced' : await bring(options, { held, wanted });
    metrics.settled(outcome, wanted);
    if (outcome === 'missing') logger.warn({ ...key, tier: wanted }, 'file of an order missing');
    if (outcome === 'moved') logger.info({ ...key, tier: wanted }, 'file moved');
    await moves.end(held);
  } catch (caught) {
    const error = toPlatformError(caught);
    await moves.putBack(held, error.retryable ? 0 : FAILED_PAUSE_MS);
    if (error.retryable) throw error;
    metrics.settled('failed', wanted);
    logger.error({ ...key, tier: wanted, error }, 'file not moved');
  } finally {
    stopRenewing();
  }
}

interface Bringing {
  readonly held: HeldMove;
  readonly wanted: Tier;
}

/** Moves even what is there already: a crash may have left a second copy in another tier. */
async function bring(
  { objects }: SettleOptions,
  { held, wanted }: Bringing,
): Promise<SettleOutcome> {
  const key = fileKeyOf(held._id);
  const before = await objects.tierOf(key);
  try {
    await objects.move(key, wanted);
  } catch (caught) {
    if (toPlatformError(caught).code === 'object-not-found') return 'missing';
    throw caught;
  }
  return before === wanted ? 'in-place' : 'moved';
}

function renewWhile({ moves, renewEveryMs }: SettleOptions, held: HeldMove): () => void {
  const timer = setInterval(() => {
    // A store that is away for a moment shows when the move is to be ended.
    moves.renew(held).catch(() => undefined);
  }, renewEveryMs);
  return () => {
    clearInterval(timer);
  };
}
