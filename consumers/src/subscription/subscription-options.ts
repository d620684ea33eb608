import type { LogConnection } from '@karat/infra/log-connection';
import type { ServiceContext } from '@karat/infra/service';
import type { ReadEvent } from '@karat/schemas';
import type { Decode } from './decode-in-order.ts';
import type { SkippedRecord } from './parked-order.ts';
import type { ParkingStore } from './parking-store.ts';
import type { PositionStore } from './position-store.ts';

/** Where a batch of one partition begins and ends. */
export interface BatchBounds {
  readonly partition: number;
  /** Which copy of the store the batch is for; see `StoredParking`. */
  readonly scope: string;
  /** The position that the batch goes on from; 0 when nothing is stored yet. */
  readonly fromOffset: bigint;
  /** The position to store when all of it has had its effect. */
  readonly nextOffset: bigint;
}

/** What the records of one partition say, in order, without a gap but for orders that are parked. */
export interface RecordBatch<Item> extends BatchBounds {
  /** May be empty: the log also holds aborted records and markers, which take up offsets. */
  readonly items: readonly Item[];
  /** Records between the items that an operator has had stepped over, in order; mostly none. */
  readonly skipped: readonly SkippedRecord[];
}

/** Events of one partition, in order, without a gap but for orders that are parked. */
export interface EventBatch extends BatchBounds {
  /** May be empty, as those of {@link RecordBatch}. */
  readonly events: readonly ReadEvent[];
  /** As those of {@link RecordBatch}. */
  readonly skipped: readonly SkippedRecord[];
}

/** What a subscription is told that does not depend on what its records say. */
export interface SubscriptionSettings {
  /** Name in metrics, health and logs, e.g. `order-card`. */
  readonly name: string;
  /** Consumer group whose members share the partitions, e.g. `prod.projector.order-card`. */
  readonly groupId: string;
  readonly log: Pick<LogConnection, 'kafka' | 'reader'>;
  readonly topic: string;
  readonly positions: PositionStore;
  /**
   * Where orders are parked whose records cannot be handled, however often it is tried. Default:
   * nowhere; such a record halts its partition.
   */
  readonly parking?: ParkingStore;
  /** Orders that the group parks at most; one more halts its partition. At least 0. Default: 100. */
  readonly maxParkedOrders?: number;
  readonly service: Pick<ServiceContext, 'logger' | 'telemetry' | 'health' | 'fail'>;
  /** Records handed over at once at most, at least 1. Default: 1,000. */
  readonly maxBatchRecords?: number;
  /** Pause between two looks at the stored positions and the end of the log, in ms. Default: 1,000. */
  readonly pollIntervalMs?: number;
}

/** Settings of a subscription. */
export interface SubscriptionOptions<Item> extends SubscriptionSettings {
  /**
   * Reads records. What it throws on one that will never be read parks the order of the record; what
   * is retryable stops the partition before it.
   */
  readonly decode: Decode<Item>;
  /** When what an item tells of happened, epoch ms; its effect is measured from there. */
  readonly timeOf: (item: Item) => number;
  /**
   * Gives the items their effect; resolves when it is stored. It may see a batch again, whole or
   * cut otherwise, so the effect has to be the same the second time. What it throws pauses the
   * partition, but for `OrdersFailed`, which parks the orders that it names. Nothing is skipped but
   * what an operator has asked to be.
   */
  readonly handle: (batch: RecordBatch<Item>) => Promise<void>;
}
