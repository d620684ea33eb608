import type { LogConnection } from '@karat/infra/log-connection';
import type { Logger } from '@karat/infra/logger';
import type { MongoConnection } from '@karat/infra/mongo';
import type { ObjectStore } from '@karat/infra/object-store';
import { createMongoPositions, type PositionDocument } from '../subscription.ts';
import { FILE_POSITIONS } from './certain-references.ts';
import { openFileOrderBook } from './file-order-book.ts';
import type { FilesMetrics } from './files-metrics.ts';
import { openMoveQueue } from './move-queue.ts';
import { createNearness } from './nearness.ts';
import { settleDue } from './settle-due.ts';
import type { SettleOptions } from './settle-file.ts';
import { sweepFiles, type SweepOptions } from './sweep-files.ts';
import type { SweepReport } from './sweep-report.ts';

/** What files are looked after and swept with, by the service and by hand. */
export interface FilesStoresOptions {
  readonly log: LogConnection;
  /** `view_files`. */
  readonly mongo: Pick<MongoConnection, 'client' | 'db'>;
  readonly objects: ObjectStore;
  readonly logger: Logger;
  readonly metrics: Pick<FilesMetrics, 'settled'>;
  /** After so long without a word from a process that moves a file another takes it over, in ms. Default: 10,000. */
  readonly leaseMs?: number;
}

/** How one sweep differs from another. */
export type SweepSettings = Pick<
  SweepOptions,
  'graceMs' | 'uploadRetentionMs' | 'isDryRun' | 'despiteSkipped' | 'patienceMs'
> &
  Partial<Pick<SweepOptions, 'signal'>>;

/** The stores of files, opened. */
export type FilesStores = ReturnType<typeof openFilesStores>;

/** Opens what is known of orders and files, and what can be done with it. */
export function openFilesStores(options: FilesStoresOptions) {
  const { log, mongo, objects, logger, metrics, leaseMs = 10_000 } = options;
  const { client, db } = mongo;
  const orders = openFileOrderBook(db);
  const moves = openMoveQueue(db, leaseMs);
  const nearness = createNearness(log);
  const positions = createMongoPositions(
    db.collection<PositionDocument>(FILE_POSITIONS),
    log.identity.incarnation,
  );
  const settling: SettleOptions = {
    ...{ orders, moves, objects, metrics, logger },
    renewEveryMs: leaseMs / 4,
  };
  const settleAll = async (signal?: AbortSignal): Promise<void> => {
    await nearness.lookAtAll(await positions.load());
    await settleDue(settling, nearness.near(), signal);
  };
  return {
    ...{ client, db, orders, moves, positions, nearness, settleAll },
    ensureIndexes: async (): Promise<void> => {
      await Promise.all([orders.ensureIndexes(), moves.ensureIndexes()]);
    },
    settle: (near: readonly number[]): Promise<void> => settleDue(settling, near),
    sweep: (settings: SweepSettings): Promise<SweepReport> =>
      sweepFiles({
        ...{ log, client, db, orders, moves, positions, objects, logger },
        settle: () => settleAll(settings.signal),
        ...settings,
      }),
  };
}
