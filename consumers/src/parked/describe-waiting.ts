import type { LogConnection } from '@karat/infra/log-connection';
import { headerOf, type RawRecord } from '@karat/schemas';
import { decodeEvents, decodeReceipts } from '@karat/schemas/codec';
import { detailOf, orderOf } from '../subscription.ts';
import type { FoundOrder } from './find-parked.ts';

/** A record that waits, as far as its headers tell. */
export interface WaitingRecord {
  /** Decimal. */
  readonly offset: string;
  readonly type: string | null;
  readonly version: number | null;
  readonly time: string | null;
  readonly bytes: number;
  /** Why this version cannot read it; null when it can. */
  readonly unreadable: string | null;
}

const MAX_RECORDS = 20;

/** The first records of a parked order that wait, read from the log now; without personal data. */
export async function describeWaiting(
  log: LogConnection,
  { in: { topic }, order }: FoundOrder,
): Promise<readonly WaitingRecord[]> {
  const found: WaitingRecord[] = [];
  const { partition, offset: fromOffset, lastOffset } = order;
  for await (const records of log.reader.read({
    topic: log.topics[topic],
    partition,
    fromOffset,
  })) {
    for (const record of records) {
      if (BigInt(record.offset) > lastOffset || found.length === MAX_RECORDS) return found;
      if (orderOf(record) !== order.orderId) continue;
      found.push(described(record, await unreadableAs(log, topic, record)));
    }
  }
  return found;
}

function described(record: RawRecord, unreadable: string | null): WaitingRecord {
  const version = headerOf(record, 'ce_sequence');
  return {
    offset: record.offset,
    type: headerOf(record, 'ce_type'),
    version: version === null ? null : Number(version),
    time: headerOf(record, 'ce_time'),
    bytes: record.value?.length ?? 0,
    unreadable,
  };
}

async function unreadableAs(
  { codec }: LogConnection,
  topic: string,
  record: RawRecord,
): Promise<string | null> {
  try {
    await (topic === 'receipts' ? decodeReceipts(codec, [record]) : decodeEvents(codec, [record]));
    return null;
  } catch (cause) {
    return detailOf(cause);
  }
}
