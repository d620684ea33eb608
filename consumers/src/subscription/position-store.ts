import { PlatformError } from '@karat/infra/errors';

/** A step of a position; offsets are the next ones to read. */
export interface PositionMove {
  readonly partition: number;
  /** What is stored before the step; 0 is a beginning. */
  readonly from: bigint;
  readonly next: bigint;
}

/** Up to when what is stored of a partition shows everything. */
export interface Confirmation {
  readonly partition: number;
  /** The position at which that was so; one that lies behind it confirms nothing. */
  readonly offset: bigint;
  /** Epoch ms. */
  readonly asOf: number;
}

/**
 * Where a consumer keeps how far it has come: in the store of its effects, so that a lost or
 * restored store takes its positions with it. Offsets of the consumer group are never trusted.
 */
export interface PositionStore {
  /**
   * The next offset of each partition that has one, asked about once a second. Positions of
   * another incarnation of the log mean nothing and are left out.
   */
  readonly load: () => Promise<ReadonlyMap<number, bigint>>;
  /**
   * Stores that a partition begins, at 0, where nothing of this log is stored. It comes before the
   * first effect, so that a store that is lost between that and its position is noticed.
   */
  readonly begin: (partition: number) => Promise<void>;
  /**
   * Stores a step after its effect; null where the handler stores both together.
   * @throws PositionMoved when something other than `from` is stored.
   */
  readonly save: ((move: PositionMove) => Promise<void>) | null;
  /**
   * Stores beside positions up to when they show everything, never moving that back; about once a
   * second. Absent where nobody reads it.
   */
  readonly confirm?: (confirmations: readonly Confirmation[]) => Promise<void>;
  /** Throws away a position that lies beyond the end of the log, with all that hangs on it. */
  readonly discard: (partition: number) => Promise<void>;
}

/**
 * What is stored is not what the batch goes on from: another process was faster, or the store was
 * lost or restored. Nothing is wrong with the events; the position is loaded again.
 */
export class PositionMoved extends PlatformError {
  constructor({ partition, from }: PositionMove) {
    const message = `Expected the position of partition ${String(partition)} at ${String(from)}, got another`;
    super('fenced', message, { retryable: true, context: { partition, from: String(from) } });
  }
}
