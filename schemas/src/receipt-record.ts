import { formatActor } from './actor.ts';
import { CodecError } from './codec-error.ts';
import type { Codec } from './avro-codec.ts';
import { cloudEventHeaders, requiredActor, requiredHeader } from './cloud-event.ts';
import type { Outcome, RecordPosition } from './envelope.ts';
import { headerOf, type RawRecord, type WritableRecord } from './kafka-record.ts';
import { prepareRecords } from './prepare-records.ts';
import type { CommandReceipt } from './records.ts';

const FULL_NAME = 'karat.receipt.CommandReceipt';

/** An outcome as it was read. */
export type ReadReceipt = Outcome & RecordPosition;

/** The Kafka record of an outcome: CloudEvents 1.0, binary mode. The header names are a format. */
export function encodeReceipt(codec: Codec, outcome: Outcome): WritableRecord {
  return {
    key: outcome.orderId,
    value: codec.encode(FULL_NAME, outcome.receipt),
    headers: cloudEventHeaders({
      id: `${outcome.commandId}/${String(outcome.receipt.commandOffset)}`,
      type: FULL_NAME,
      source: `/orders/${outcome.orderId}`,
      time: outcome.receipt.decidedAt,
      subject: outcome.orderId,
      extensions: {
        ce_causationid: outcome.commandId,
        ce_correlationid: outcome.correlationId,
        actor: outcome.actor === null ? null : formatActor(outcome.actor),
        bodyhash: outcome.bodyHash,
        traceparent: outcome.traceparent,
      },
    }),
  };
}

/** The outcomes of a batch of records, in order. @throws CodecError when one cannot be read. */
export async function decodeReceipts(
  codec: Codec,
  records: readonly RawRecord[],
): Promise<readonly ReadReceipt[]> {
  await prepareRecords(codec, records);
  return records.map((record) => decodeReceipt(codec, record));
}

function decodeReceipt(codec: Codec, record: RawRecord): ReadReceipt {
  const { fullName, value } = codec.decode(record.value);
  if (fullName !== FULL_NAME) {
    throw new CodecError('undecodable', `Expected a receipt, got ${fullName}`);
  }
  return {
    commandId: requiredHeader(record, 'ce_causationid'),
    orderId: requiredHeader(record, 'ce_subject'),
    bodyHash: requiredHeader(record, 'bodyhash'),
    // Receipts of the first release carry neither of the two.
    actor: headerOf(record, 'actor') === null ? null : requiredActor(record),
    correlationId: headerOf(record, 'ce_correlationid'),
    traceparent: headerOf(record, 'traceparent'),
    // The schema of this record has just been applied.
    receipt: value as unknown as CommandReceipt,
    partition: record.partition,
    offset: record.offset,
  };
}
