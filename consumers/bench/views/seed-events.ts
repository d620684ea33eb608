import { randomBytes, randomUUID } from 'node:crypto';
import { PlatformError } from '@karat/infra/errors';
import type { TestLog } from '@karat/infra/test-log';
import { partitionOf, type OrderEvent } from '@karat/schemas';
import { encodeEvent, PERSONAL_KEY_BYTES, sealPersonal, type Codec } from '@karat/schemas/codec';
import type { Message } from 'kafkajs';
import { Binary, type Db } from 'mongodb';
import { openBulkProducer, type BulkProducer, type BulkRecord } from './bulk-producer.ts';
import { envelopeOf, LIFE } from './order-life.ts';

/** Orders whose next events are made at once, and whose keys are stored by one request. */
const CHUNK = 2_000;

/** What is written into. */
export interface SeedTarget {
  readonly log: TestLog;
  /** `own_keys`. */
  readonly keys: Db;
}

/**
 * Writes so many orders with the first events of their lives into an empty log: all first events,
 * then all second ones, so that those of an order lie as many records apart as there are orders.
 * Gives the orders.
 */
export async function seedEvents(
  { log, keys }: SeedTarget,
  count: number,
  events: readonly OrderEvent[] = LIFE,
): Promise<readonly string[]> {
  const orders = Array.from({ length: count }, () => randomUUID());
  const producer = await openBulkProducer(log.brokers, log.topics.events);
  try {
    await sendAll({ log, keys }, { producer, orders, events });
  } finally {
    await producer.end();
  }
  await expectRecords(log, count * events.length);
  return orders;
}

interface Seeding {
  readonly producer: BulkProducer;
  readonly orders: readonly string[];
  readonly events: readonly OrderEvent[];
}

async function sendAll({ log, keys }: SeedTarget, seeding: Seeding): Promise<void> {
  const { producer, orders, events } = seeding;
  const cached = { ...log, codec: encodingOnce(log.codec) };
  for (const [index, event] of events.entries()) {
    for (let start = 0; start < orders.length; start += CHUNK) {
      const some = orders.slice(start, start + CHUNK);
      const customers = event.type === 'OrderInitiated' ? some.map(sealCustomer) : [];
      const records = some.map((orderId, place) => {
        const own = withCustomer(event, customers[place]?.sealed);
        return recordOf(cached, orderId, { version: index + 1, event: own });
      });
      await Promise.all([producer.send(records), storeKeys(keys, customers)]);
    }
  }
}

/** An event as a message of its partition. */
export function messageOf(
  log: TestLog,
  orderId: string,
  event: { readonly version: number; readonly event: OrderEvent },
): Message {
  const { headers, ...record } = recordOf(log, orderId, event);
  return { ...record, headers: { ...headers } };
}

function recordOf(
  { codec, identity }: Pick<TestLog, 'codec' | 'identity'>,
  orderId: string,
  { version, event }: { readonly version: number; readonly event: OrderEvent },
): BulkRecord {
  const { key, value, headers } = encodeEvent(codec, envelopeOf(orderId, version, event));
  return { key, value, headers, partition: partitionOf(orderId, identity.partitions) };
}

/** A codec that encodes what all orders have in common, the very same object, once. */
function encodingOnce(codec: Codec): Codec {
  const known = new WeakMap<object, Buffer>();
  return {
    ...codec,
    encode: (fullName, value) => {
      const encoded = known.get(value) ?? codec.encode(fullName, value);
      known.set(value, encoded);
      return encoded;
    },
  };
}

/** The broker answered for requests; that it holds each record once is asked of the log itself. */
async function expectRecords({ reader, topics, identity }: TestLog, count: number): Promise<void> {
  let found = 0n;
  for (let partition = 0; partition < identity.partitions; partition += 1) {
    found += await reader.endOf(topics.events, partition);
  }
  if (found === BigInt(count)) return;
  const message = `Expected ${String(count)} events in the log, got ${String(found)}`;
  throw new PlatformError('invariant-violated', message);
}

function withCustomer(event: OrderEvent, customer: Buffer | undefined): OrderEvent {
  if (event.type !== 'OrderInitiated' || customer === undefined) return event;
  return { ...event, data: { ...event.data, customer } };
}

const CUSTOMER = JSON.stringify({
  name: 'Ada Example',
  email: 'ada@example.com',
  phone: '+49 30 1234',
  address: 'Ringstr. 1, Berlin',
});

/** The customer of an order, sealed with a key of its own. */
interface SealedCustomer {
  readonly orderId: string;
  readonly key: Buffer;
  readonly sealed: Buffer;
}

function sealCustomer(orderId: string): SealedCustomer {
  const key = randomBytes(PERSONAL_KEY_BYTES);
  return { orderId, key, sealed: sealPersonal(key, `${orderId}/customer`, CUSTOMER) };
}

async function storeKeys(db: Db, customers: readonly SealedCustomer[]): Promise<void> {
  if (customers.length === 0) return;
  const createdAt = new Date();
  const documents = customers.map(({ orderId, key }) => {
    return { _id: orderId, key: new Binary(key), createdAt };
  });
  await db.collection<{ _id: string }>('order_keys').insertMany(documents, { ordered: false });
}
