import type { Codec, DecodedValue } from './avro-codec.ts';
import type { WritableRecord } from './kafka-record.ts';
import type { OrderSnapshot, WriterPosition } from './records.ts';

/** A record of the writer's changelog, told apart by its name. */
export type StateRecord =
  | { readonly type: 'OrderSnapshot'; readonly value: OrderSnapshot }
  | { readonly type: 'WriterPosition'; readonly value: WriterPosition };

/** The Kafka record of a state under its key: an order id, or the key of the position. */
export function encodeState(codec: Codec, key: string, record: StateRecord): WritableRecord {
  return { key, value: codec.encode(`karat.state.${record.type}`, record.value), headers: {} };
}

/** The changelog record in a decoded value, or null for a record of another kind. */
export function asStateRecord({ fullName, value }: DecodedValue): StateRecord | null {
  // The schema of this record has just been applied, so the value has the shape of its type.
  if (fullName === 'karat.state.OrderSnapshot') {
    return { type: 'OrderSnapshot', value: value as unknown as OrderSnapshot };
  }
  if (fullName === 'karat.state.WriterPosition') {
    return { type: 'WriterPosition', value: value as unknown as WriterPosition };
  }
  return null;
}

/** What recovery asks of a changelog record; the state itself stays in its bytes. */
export type StateHead =
  | {
      readonly type: 'OrderSnapshot';
      readonly value: Pick<OrderSnapshot, 'incarnation' | 'evolveHash'>;
    }
  | { readonly type: 'WriterPosition'; readonly value: WriterPosition };

/** The head of an encoded changelog record, or null for a record of another kind. */
export function stateHeadOf(codec: Codec, value: Buffer): StateHead | null {
  // All fields of a position are flat, and so are the two of a snapshot.
  return asStateRecord(codec.decodeFlat(value));
}
