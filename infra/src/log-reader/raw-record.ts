/** One record as Kafka holds it, before any decoding. */
export interface RawRecord {
  readonly topic: string;
  readonly partition: number;
  /** Decimal digits: an offset may exceed what a number holds exactly. */
  readonly offset: string;
  readonly key: Buffer | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Broker's or producer's time, epoch ms. */
  readonly timestamp: number;
}
