/** A header value as the clients hand it over. */
export type HeaderValue = string | Uint8Array | readonly (string | Uint8Array)[] | undefined;

/** A record as it is read from Kafka, whichever client read it; offset is decimal. */
export interface RawRecord {
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, HeaderValue>>;
}

/** A record as it is written to Kafka. */
export interface WritableRecord {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The first value of a header as text, or null where the record does not carry it. */
export function headerOf(record: RawRecord, name: string): string | null {
  const value = record.headers[name];
  const first = Array.isArray(value) ? (value as readonly (string | Uint8Array)[])[0] : value;
  if (typeof first === 'string') return first;
  if (Buffer.isBuffer(first)) return first.toString('utf8');
  return first instanceof Uint8Array ? Buffer.from(first).toString('utf8') : null;
}
