import { PlatformError } from '@karat/infra/errors';
import type { RawRecord } from '@karat/schemas';
import type { ParkedOrder } from './parked-order.ts';
import { orderOf } from './record-head.ts';
import type { SubscriptionContext } from './subscription-context.ts';

/** Which part of the partition to read; `end` is the first offset that is not wanted. */
export interface ReadOrderRange {
  readonly from: bigint;
  readonly end: bigint;
}

/** The records of an order in a part of its partition, as they stand in the log. */
export async function readOrder(
  context: SubscriptionContext,
  { orderId, partition }: Pick<ParkedOrder, 'orderId' | 'partition'>,
  { from, end }: ReadOrderRange,
): Promise<readonly RawRecord[]> {
  const { log, topic } = context.options;
  if (from >= end) return [];
  const found: RawRecord[] = [];
  for await (const records of log.reader.read({ topic, partition, fromOffset: from })) {
    for (const record of records) {
      if (BigInt(record.offset) < end && orderOf(record) === orderId) found.push(record);
    }
    if (context.closed) throw new PlatformError('aborted', 'Stopped while an order was read');
    if (BigInt(records.at(-1)?.offset ?? 0) + 1n >= end) break;
  }
  return found;
}
