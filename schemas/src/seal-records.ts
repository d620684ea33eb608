import { openPersonal, sealPersonal } from './personal.ts';
import { PERSONAL_FIELDS, type OrderCommand, type OrderEvent } from './records.ts';

/** Every sealed field is bytes and every bytes field is sealed; a test holds the schemas to that. */
type PlainField<T, Text> = [Extract<T, Buffer>] extends [never] ? T : Exclude<T, Buffer> | Text;
type PlainData<T, Text> = { readonly [Name in keyof T]: PlainField<T[Name], Text> };
type PlainOf<T extends { readonly type: string; readonly data: object }, Text> = T extends unknown
  ? { readonly type: T['type']; readonly data: PlainData<T['data'], Text> }
  : never;

/** A command with its personal data in clear, as it is before it leaves the process. */
export type PlainCommand = PlainOf<OrderCommand, string>;

/** An event with its personal data in clear; null where it was erased. */
export type PlainEvent = PlainOf<OrderEvent, string | null>;

/** The order whose personal data is sealed or opened. */
export interface OrderSeal<Key extends Buffer | null> {
  readonly orderId: string;
  /** Key of the order; null once it was destroyed. */
  readonly key: Key;
}

/** The names of the sealed fields of a command or an event; mostly none. */
export function personalFieldsOf(type: string): readonly string[] {
  return type in PERSONAL_FIELDS ? PERSONAL_FIELDS[type as keyof typeof PERSONAL_FIELDS] : [];
}

/** The command with its personal data sealed, the only form in which it may be written anywhere. */
export function sealCommand(plain: PlainCommand, order: OrderSeal<Buffer>): OrderCommand {
  // The mapped fields are exactly those that differ between the two types.
  return withFields(plain, (place, value) =>
    typeof value === 'string' ? sealPersonal(order.key, `${order.orderId}/${place}`, value) : value,
  ) as OrderCommand;
}

/**
 * The event with its personal data in clear, or null in its place where the key is gone.
 * @throws CodecError `undecodable` when it was sealed with another key or for another place.
 */
export function openEvent(event: OrderEvent, order: OrderSeal<Buffer | null>): PlainEvent {
  const { orderId, key } = order;
  // The mapped fields are exactly those that differ between the two types.
  return withFields(event, (place, value) =>
    key === null || !Buffer.isBuffer(value)
      ? null
      : openPersonal(key, `${orderId}/${place}`, value),
  ) as PlainEvent;
}

interface Typed {
  readonly type: string;
  readonly data: object;
}

function withFields(record: Typed, change: (field: string, value: unknown) => unknown): unknown {
  const names = personalFieldsOf(record.type);
  if (names.length === 0) return record;
  const data = new Map<string, unknown>(Object.entries(record.data));
  for (const name of names) data.set(name, change(name, data.get(name)));
  return { ...record, data: Object.fromEntries(data) };
}
