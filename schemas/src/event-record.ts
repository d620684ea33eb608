import { formatActor } from './actor.ts';
import { CodecError } from './codec-error.ts';
import type { Codec, DecodedValue } from './avro-codec.ts';
import { cloudEventHeaders, requiredActor, requiredHeader, requiredTime } from './cloud-event.ts';
import type { EventEnvelope, ReadEvent } from './envelope.ts';
import { headerOf, type RawRecord, type WritableRecord } from './kafka-record.ts';
import { prepareRecords } from './prepare-records.ts';
import { EVENT_TYPES, type OrderEvent } from './records.ts';
import { partEventId } from './ids.ts';
import { formatSequence } from './sequence.ts';
import { upcast } from './upcast.ts';

const NAMESPACE = 'karat.event.';

/**
 * The Kafka record of an event: CloudEvents 1.0, binary mode. The header names are a format.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
 */
export function encodeEvent(codec: Codec, envelope: EventEnvelope): WritableRecord {
  const fullName = NAMESPACE + envelope.event.type;
  return {
    key: envelope.orderId,
    value: codec.encode(fullName, envelope.event.data),
    headers: cloudEventHeaders({
      id: envelope.eventId,
      type: fullName,
      // A sequence is scoped to its source, so the source names the order.
      source: `/orders/${envelope.orderId}`,
      time: envelope.occurredAt,
      subject: envelope.orderId,
      extensions: {
        ce_sequence: formatSequence(envelope.version),
        ce_correlationid: envelope.correlationId,
        ce_causationid: envelope.commandId,
        traceparent: envelope.traceparent,
        actor: formatActor(envelope.actor),
        bodyhash: envelope.bodyHash,
        commandoffset: envelope.commandOffset,
        writerepoch: String(envelope.writerEpoch),
      },
    }),
  };
}

/**
 * The events of a batch of records, in order and in the words of today, whichever version wrote them.
 * @throws CodecError when one cannot be read.
 */
export async function decodeEvents(
  codec: Codec,
  records: readonly RawRecord[],
): Promise<readonly ReadEvent[]> {
  await prepareRecords(codec, records);
  return records.flatMap((record) => decodeEvent(codec, record));
}

/** The events of today that one record means; nearly always one. */
function decodeEvent(codec: Codec, record: RawRecord): readonly ReadEvent[] {
  const [event, ...others] = upcast(asEvent(codec.decode(record.value)));
  if (event === undefined) return [];
  const first = envelopeOf(record, event);
  if (others.length === 0) return [first];
  const parts = others.map((other, index) => {
    const part = index + 1;
    return { ...first, eventId: partEventId(first.eventId, part), event: other, part };
  });
  return [first, ...parts];
}

function envelopeOf(record: RawRecord, event: OrderEvent): ReadEvent {
  return {
    eventId: requiredHeader(record, 'ce_id'),
    orderId: requiredHeader(record, 'ce_subject'),
    version: Number(requiredHeader(record, 'ce_sequence')),
    occurredAt: requiredTime(record),
    actor: requiredActor(record),
    event,
    part: 0,
    commandId: requiredHeader(record, 'ce_causationid'),
    bodyHash: requiredHeader(record, 'bodyhash'),
    commandOffset: requiredHeader(record, 'commandoffset'),
    correlationId: requiredHeader(record, 'ce_correlationid'),
    traceparent: headerOf(record, 'traceparent'),
    writerEpoch: Number(requiredHeader(record, 'writerepoch')),
    partition: record.partition,
    offset: record.offset,
  };
}

function asEvent({ fullName, value }: DecodedValue): OrderEvent {
  const type = EVENT_TYPES.find((name) => NAMESPACE + name === fullName);
  if (type === undefined) throw new CodecError('undecodable', `Expected an event, got ${fullName}`);
  // The schema of this record has just been applied, so the value has the shape of its type.
  return { type, data: value } as unknown as OrderEvent;
}
