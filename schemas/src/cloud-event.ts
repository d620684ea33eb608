import { parseActor, type Actor } from './actor.ts';
import { CodecError } from './codec-error.ts';
import { headerOf, type RawRecord } from './kafka-record.ts';

/** The attributes of a CloudEvent in Kafka's binary mode. */
export interface CloudEvent {
  readonly id: string;
  /** Full name of the record in the value. */
  readonly type: string;
  readonly source: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Order id; the key of the record too. */
  readonly subject: string;
  /** Further headers by their whole name; those without a value are left out. */
  readonly extensions: Readonly<Record<string, string | null>>;
}

/**
 * The headers of a record whose value is Avro. Their names are a format.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
 */
export function cloudEventHeaders(event: CloudEvent): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: event.source,
    ce_time: new Date(event.time).toISOString(),
    ce_subject: event.subject,
    ce_partitionkey: event.subject,
    'content-type': 'application/avro',
  };
  // A loop, because every record that is written passes here: lists of entries took thrice as long.
  for (const name of Object.keys(event.extensions)) {
    const value = event.extensions[name] ?? null;
    if (value !== null) headers[name] = value;
  }
  return headers;
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
