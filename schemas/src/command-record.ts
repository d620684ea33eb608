import { formatActor, parseActor, type Actor } from './actor.ts';
import { CodecError } from './codec-error.ts';
import type { Codec, DecodedValue } from './avro-codec.ts';
import type { CommandEnvelope, ReadCommand } from './envelope.ts';
import { headerOf, type RawRecord, type WritableRecord } from './kafka-record.ts';
import { COMMAND_TYPES, type OrderCommand } from './records.ts';

const NAMESPACE = 'karat.command.';

/**
 * The Kafka record of a command: CloudEvents 1.0, binary mode. The header names are a format.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
 */
export function encodeCommand(codec: Codec, envelope: CommandEnvelope): WritableRecord {
  const fullName = NAMESPACE + envelope.command.type;
  return {
    key: envelope.orderId,
    value: codec.encode(fullName, envelope.command.data),
    headers: withoutNulls({
      ce_specversion: '1.0',
      ce_id: envelope.commandId,
      ce_type: fullName,
      ce_source: `/${envelope.actor.role}`,
      ce_time: new Date(envelope.sentAt).toISOString(),
      ce_subject: envelope.orderId,
      ce_partitionkey: envelope.orderId,
      ce_correlationid: envelope.correlationId,
      ce_causationid: envelope.causationId,
      'content-type': 'application/avro',
      traceparent: envelope.traceparent,
      actor: formatActor(envelope.actor),
      bodyhash: envelope.bodyHash,
      expectedversion: envelope.expectedVersion === null ? null : String(envelope.expectedVersion),
      replyto: envelope.replyTo,
    }),
  };
}

/** The commands of a batch of records, in order. @throws CodecError when one cannot be read. */
export async function decodeCommands(
  codec: Codec,
  records: readonly RawRecord[],
): Promise<readonly ReadCommand[]> {
  await codec.prepare(records.map((record) => record.value));
  return records.map((record) => decodeCommand(codec, record));
}

/** One command; its schema must have been prepared. @throws CodecError when it cannot be read. */
export function decodeCommand(codec: Codec, record: RawRecord): ReadCommand {
  const expectedVersion = headerOf(record, 'expectedversion');
  return {
    commandId: requiredHeader(record, 'ce_id'),
    orderId: requiredHeader(record, 'ce_subject'),
    actor: requiredActor(record),
    command: asCommand(codec.decode(record.value)),
    expectedVersion: expectedVersion === null ? null : Number(expectedVersion),
    bodyHash: requiredHeader(record, 'bodyhash'),
    correlationId: requiredHeader(record, 'ce_correlationid'),
    causationId: headerOf(record, 'ce_causationid'),
    traceparent: headerOf(record, 'traceparent'),
    sentAt: requiredTime(record),
    replyTo: headerOf(record, 'replyto'),
    partition: record.partition,
    offset: record.offset,
  };
}

function asCommand({ fullName, value }: DecodedValue): OrderCommand {
  const type = COMMAND_TYPES.find((name) => NAMESPACE + name === fullName);
  if (type === undefined)
    throw new CodecError('undecodable', `Expected a command, got ${fullName}`);
  // The schema of this record has just been applied, so the value has the shape of its type.
  return { type, data: value } as unknown as OrderCommand;
}

/** The headers that have a value. */
export function withoutNulls(
  headers: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => {
    return entry[1] !== null;
  });
  return Object.fromEntries(present);
}

/** A header that every record carries. @throws CodecError `undecodable` when it is missing. */
export function requiredHeader(record: RawRecord, name: string): string {
  const value = headerOf(record, name);
  if (value === null) throw new CodecError('undecodable', `Expected a header ${name}, got none`);
  return value;
}

/** The time a record carries, epoch milliseconds. @throws CodecError `undecodable`. */
export function requiredTime(record: RawRecord): number {
  const text = requiredHeader(record, 'ce_time');
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new CodecError('undecodable', `Expected RFC 3339, got ${text}`);
  return time;
}

/** The actor a record carries. @throws CodecError `undecodable`. */
export function requiredActor(record: RawRecord): Actor {
  const text = requiredHeader(record, 'actor');
  const actor = parseActor(text);
  if (actor === null) throw new CodecError('undecodable', `Expected role:id, got ${text}`);
  return actor;
}
