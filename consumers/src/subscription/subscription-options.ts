import type { LogConnection } from '@karat/infra/log-connection';
import type { ServiceContext } from '@karat/infra/service';
import type { ReadEvent } from '@karat/schemas';
import type { PositionStore } from './position-store.ts';

/** Events of one partition, in order, without a gap. */
export interface EventBatch {
  readonly partition: number;
  /** May be empty: the log also holds aborted records and markers, which take up offsets. */
  readonly events: readonly ReadEvent[];
  /** The position that the batch goes on from; 0 when nothing is stored yet. */
  readonly fromOffset: bigint;
  /** The position to store when all of it has had its effect. */
  readonly nextOffset: bigint;
}

/** Settings of a subscription. */
export interface SubscriptionOptions {
  /** Name in metrics, health and logs, e.g. `order-card`. */
  readonly name: string;
  /** Consumer group whose members share the partitions, e.g. `prod.projector.order-card`. */
  readonly groupId: string;
  readonly log: Pick<LogConnection, 'kafka' | 'codec'>;
  /** Topic of events. */
  readonly topic: string;
  readonly positions: PositionStore;
  /**
   * Gives the events their effect; resolves when it is stored. It may see a batch again, whole or
   * cut otherwise, so the effect has to be the same the second time. What it throws pauses the
   * partition; nothing is ever skipped.
   */
  readonly handle: (batch: EventBatch) => Promise<void>;
  readonly service: Pick<ServiceContext, 'logger' | 'telemetry' | 'health' | 'fail'>;
  /** Events handed over at once at most, at least 1. Default: 1,000. */
  readonly maxBatchEvents?: number;
  /** Pause between two looks at the stored positions and the end of the log, in ms. Default: 1,000. */
  readonly pollIntervalMs?: number;
}
