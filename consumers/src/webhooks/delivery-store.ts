import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { MongoBulkWriteError, type Collection, type Db } from 'mongodb';
import type { AttemptRecord, WebhookDelivery } from './delivery.ts';
import type { Turn } from './turn.ts';

/** How much waits. */
export interface Backlog {
  readonly pending: number;
  /** When the delivery that has been waiting longest was made, epoch ms; null when none waits. */
  readonly oldestCreatedAt: number | null;
}

/** The deliveries in `own_sellers`, shared by all processes that work on them. */
export interface DeliveryStore {
  readonly ensureIndexes: () => Promise<void>;
  /**
   * Inserts what is not there yet, in the given order: whoever sees the delivery of a version sees
   * those of all versions before it.
   */
  readonly insert: (made: readonly WebhookDelivery[]) => Promise<void>;
  /** The delivery whose turn it is: the pending one of the least version. */
  readonly firstPending: (turn: Turn) => Promise<WebhookDelivery | null>;
  /** Writes down an attempt and what follows; false when the delivery had ended meanwhile. */
  readonly record: (
    delivery: WebhookDelivery,
    attempt: AttemptRecord,
    follows: Pick<WebhookDelivery, 'state' | 'nextAttemptAt'>,
  ) => Promise<boolean>;
  /** Ends all that is pending for an endpoint, and tells how much that was. */
  readonly abandon: (endpointId: string) => Promise<number>;
  readonly backlog: () => Promise<Backlog>;
}

/** Name of the collection of {@link WebhookDelivery}. */
export const DELIVERIES = 'webhook_deliveries';

/** Opens the deliveries of a database. */
export function openDeliveryStore(db: Db): DeliveryStore {
  const deliveries = db.collection<WebhookDelivery>(DELIVERIES, { promoteBuffers: true });
  return {
    ensureIndexes: () => ensureIndexes(deliveries),
    insert: (made) => insert(deliveries, made),
    firstPending: ({ endpointId, orderId }) =>
      deliveries.findOne({ endpointId, orderId, state: 'pending' }, { sort: { version: 1 } }),
    record: async ({ _id }, attempt, follows) => {
      const { modifiedCount } = await deliveries.updateOne(
        { _id, state: 'pending' },
        { $set: follows, $push: { attempts: attempt } },
      );
      return modifiedCount === 1;
    },
    abandon: async (endpointId) => {
      const { modifiedCount } = await deliveries.updateMany(
        { endpointId, state: 'pending' },
        { $set: { state: 'gone', nextAttemptAt: null } },
      );
      return modifiedCount;
    },
    backlog: () => backlog(deliveries),
  };
}

/** Indexes of what is pending only: they stay small however much has been delivered. */
async function ensureIndexes(deliveries: Collection<WebhookDelivery>): Promise<void> {
  const partialFilterExpression = { state: 'pending' };
  await deliveries.createIndexes([
    { name: 'in_turn', key: { endpointId: 1, orderId: 1, version: 1 }, partialFilterExpression },
    { name: 'waiting', key: { state: 1, createdAt: 1 }, partialFilterExpression },
  ]);
}

async function insert(
  deliveries: Collection<WebhookDelivery>,
  made: readonly WebhookDelivery[],
): Promise<void> {
  if (made.length === 0) return;
  try {
    await deliveries.insertMany(made, { ordered: true });
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || error.code !== DUPLICATE_KEY) throw error;
    // A batch that is read again after a crash: slower, and it leaves alone what is there.
    await deliveries.bulkWrite(
      made.map(({ _id, ...rest }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true },
      })),
      { ordered: true },
    );
  }
}

async function backlog(deliveries: Collection<WebhookDelivery>): Promise<Backlog> {
  const waiting = { state: 'pending' } as const;
  const [pending, oldest] = await Promise.all([
    deliveries.countDocuments(waiting, { hint: 'waiting' }),
    deliveries.findOne(waiting, { sort: { createdAt: 1 }, projection: { createdAt: 1 } }),
  ]);
  return { pending, oldestCreatedAt: oldest?.createdAt ?? null };
}
