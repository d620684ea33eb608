import type { Actor, CommandReceipt, Outcome, RecordPosition } from '@karat/schemas';

/**
 * The outcome of a command upon an order as `view_operations.receipts` holds it; instants in epoch
 * ms but where Mongo itself has to read them. This is a format.
 */
export interface StoredReceipt {
  /** `<commandId>/<orderId>`: one key may have been used for two orders. */
  readonly _id: string;
  readonly commandId: string;
  readonly orderId: string;
  readonly commandType: string;
  readonly outcome: CommandReceipt['outcome'];
  readonly version: number;
  readonly status: CommandReceipt['status'];
  readonly eventIds: readonly string[];
  readonly refusal: CommandReceipt['refusal'];
  readonly decidedAt: number;
  /** Who may read it; null on receipts of the first release, which nobody can. */
  readonly actor: Actor | null;
  readonly correlationId: string | null;
  readonly traceparent: string | null;
  /** Where the receipt stands in its topic; offset is decimal. */
  readonly partition: number;
  readonly offset: string;
  /** What decides between the receipts of one command: the smaller one is kept. */
  readonly rank: string;
  /** When Mongo drops it. */
  readonly expiresAt: Date;
}

/**
 * What the position of a partition of receipts begins with. Before it has come there, an outcome may
 * be missing that was kept already in a collection that was lost. This is a format.
 */
export interface ReceiptFilling {
  /** Where the partition ended when it was begun. */
  readonly to: number;
  /** When that was, epoch ms; tells one filling from the next. */
  readonly begunAt: number;
  /** Partitions of the log, each of which has a position. */
  readonly partitions: number;
}

/** Where outcomes are kept. */
export const RECEIPTS = { database: 'view_operations', collection: 'receipts' } as const;

/** As long as the topic keeps its receipts: what is gone there could not be told again either. */
export const RECEIPT_KEPT_MS = 30 * 86_400_000;

/** Digits of the largest offset, a signed 64-bit number, so that texts sort as numbers do. */
const OFFSET_DIGITS = 19;

/** A receipt as it is stored. */
export function storedReceipt(outcome: Outcome & RecordPosition): StoredReceipt {
  const { commandId, orderId, actor, correlationId, traceparent, receipt } = outcome;
  const { partition, offset } = outcome;
  const { commandType, version, status, eventIds, refusal, decidedAt } = receipt;
  return {
    _id: `${commandId}/${orderId}`,
    commandId,
    orderId,
    commandType,
    outcome: receipt.outcome,
    version,
    status,
    eventIds,
    refusal,
    decidedAt,
    actor,
    correlationId,
    traceparent,
    partition,
    offset,
    rank: rankOf(receipt, offset),
    expiresAt: new Date(decidedAt + RECEIPT_KEPT_MS),
  };
}

/**
 * What is kept of receipts, by id: the one with the smallest rank, in whatever order and however
 * often they come.
 */
export function keptReceipts(
  receipts: Iterable<StoredReceipt>,
): ReadonlyMap<string, StoredReceipt> {
  const kept = new Map<string, StoredReceipt>();
  for (const receipt of receipts) {
    const known = kept.get(receipt._id);
    if (known === undefined || receipt.rank < known.rank) kept.set(receipt._id, receipt);
  }
  return kept;
}

/**
 * The place of a receipt among those of one command upon one order, as a text that sorts: what was
 * done stands before what only repeats it, and before every refusal, because a refusal that the
 * order has forgotten is decided again and may be followed by an acceptance. That a key was reused
 * tells of the other request. Within a class the first offset stands first.
 */
function rankOf(receipt: CommandReceipt, offset: string): string {
  return `${String(classOf(receipt))}:${offset.padStart(OFFSET_DIGITS, '0')}`;
}

function classOf({ outcome, repeated, refusal }: CommandReceipt): 0 | 1 | 2 | 3 {
  if (outcome !== 'REFUSED') return repeated ? 1 : 0;
  return refusal?.reason === 'idempotency-key-reused' ? 3 : 2;
}
