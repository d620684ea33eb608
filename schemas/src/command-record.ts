import { formatActor } from './actor.ts';
import { CodecError } from './codec-error.ts';
import type { Codec, DecodedValue } from './avro-codec.ts';
import { cloudEventHeaders, requiredActor, requiredHeader, requiredTime } from './cloud-event.ts';
import type { CommandEnvelope, CommandHeaders, ReadCommand } from './envelope.ts';
import { headerOf, type RawRecord, type WritableRecord } from './kafka-record.ts';
import { prepareRecords } from './prepare-records.ts';
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
    headers: cloudEventHeaders({
      id: envelope.commandId,
      type: fullName,
      source: `/${envelope.actor.role}`,
      time: envelope.sentAt,
      subject: envelope.orderId,
      extensions: {
        ce_correlationid: envelope.correlationId,
        ce_causationid: envelope.causationId,
        traceparent: envelope.traceparent,
        actor: formatActor(envelope.actor),
        bodyhash: envelope.bodyHash,
        expectedversion:
          envelope.expectedVersion === null ? null : String(envelope.expectedVersion),
        replyto: envelope.replyTo,
      },
    }),
  };
}

/** The commands of a batch of records, in order. @throws CodecError when one cannot be read. */
export async function decodeCommands(
  codec: Codec,
  records: readonly RawRecord[],
): Promise<readonly ReadCommand[]> {
  await prepareRecords(codec, records);
  return records.map((record) => decodeCommand(codec, record));
}

/** One command; its schema must have been prepared. @throws CodecError when it cannot be read. */
export function decodeCommand(codec: Codec, record: RawRecord): ReadCommand {
  return withValue(codec, decodeCommandHeaders(record), record);
}

/**
 * A command whose headers have been read. @throws CodecError when its value cannot be; who asked is
 * known then, and can be told.
 */
export function withValue(codec: Codec, headers: CommandHeaders, record: RawRecord): ReadCommand {
  return { ...headers, command: asCommand(codec.decode(record.value)) };
}

/** What the headers alone tell. @throws CodecError when one is missing or broken. */
export function decodeCommandHeaders(record: RawRecord): CommandHeaders {
  const expectedVersion = headerOf(record, 'expectedversion');
  return {
    commandId: requiredHeader(record, 'ce_id'),
    orderId: requiredHeader(record, 'ce_subject'),
    actor: requiredActor(record),
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

/** The type of command that the headers name, also one that this version does not know. */
export function commandTypeOf(record: RawRecord): string {
  const type = headerOf(record, 'ce_type') ?? '';
  return type.startsWith(NAMESPACE) ? type.slice(NAMESPACE.length) : type;
}

function asCommand({ fullName, value }: DecodedValue): OrderCommand {
  const type = COMMAND_TYPES.find((name) => NAMESPACE + name === fullName);
  if (type === undefined)
    throw new CodecError('undecodable', `Expected a command, got ${fullName}`);
  // The schema of this record has just been applied, so the value has the shape of its type.
  return { type, data: value } as unknown as OrderCommand;
}
