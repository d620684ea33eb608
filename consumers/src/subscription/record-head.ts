import { headerOf, type RawRecord } from '@karat/schemas';
import type { SkippedRecord } from './parked-order.ts';

interface RecordPlace {
  readonly key: Buffer | null;
  readonly offset: string | number;
}

/** The order of a record; one without a key is an order of its own, for nothing can be told. */
export function orderOf({ key, offset }: RecordPlace): string {
  return key === null ? `keyless-${String(offset)}` : key.toString('utf8');
}

/** A record as it is stepped over: its value is not looked at. */
export function skippedOf(record: RawRecord): SkippedRecord {
  const version = Number(headerOf(record, 'ce_sequence') ?? NaN);
  return {
    orderId: orderOf(record),
    partition: record.partition,
    offset: BigInt(record.offset),
    version: Number.isInteger(version) ? version : null,
  };
}
