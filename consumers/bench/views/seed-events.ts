import { randomBytes, randomUUID } from 'node:crypto';
import { explicitPartitioner } from '@karat/infra/kafka';
import type { TestLog } from '@karat/infra/test-log';
import { partitionOf, type OrderEvent } from '@karat/schemas';
import { encodeEvent, PERSONAL_KEY_BYTES, sealPersonal } from '@karat/schemas/codec';
import type { Message } from 'kafkajs';
import { Binary, type Db } from 'mongodb';
import { envelopeOf, LIFE } from './order-life.ts';

/** Events of one request: over the partitions a request of each stays below a broker's limit. */
const CHUNK = 4_000;
/** Requests under way at once. */
const IN_FLIGHT = 3;

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
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const sending = new Set<Promise<unknown>>();
  const send = async (messages: Message[]): Promise<void> => {
    while (sending.size >= IN_FLIGHT) await Promise.race(sending);
    const topicMessages = [{ topic: log.topics.events, messages }];
    const sent = producer.sendBatch({ acks: -1, topicMessages });
    sending.add(sent);
    void sent.finally(() => sending.delete(sent)).catch(() => undefined);
  };
  for (const [index, event] of events.entries()) {
    for (let start = 0; start < count; start += CHUNK) {
      const some = orders.slice(start, start + CHUNK);
      const sealed = event.type === 'OrderInitiated' ? await sealCustomers(keys, some) : null;
      await send(
        some.map((orderId, place) => {
          const own = withCustomer(event, sealed?.[place]);
          return messageOf(log, orderId, { version: index + 1, event: own });
        }),
      );
    }
    // An order must not overtake itself between two requests.
    await Promise.all(sending);
  }
  await producer.disconnect();
  return orders;
}

/** An event as a message of its partition. */
export function messageOf(
  { codec, identity }: TestLog,
  orderId: string,
  { version, event }: { readonly version: number; readonly event: OrderEvent },
): Message {
  const { key, value, headers } = encodeEvent(codec, envelopeOf(orderId, version, event));
  const partition = partitionOf(orderId, identity.partitions);
  return { key, value, headers: { ...headers }, partition };
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

async function sealCustomers(db: Db, orders: readonly string[]): Promise<readonly Buffer[]> {
  const made = orders.map((orderId) => ({ orderId, key: randomBytes(PERSONAL_KEY_BYTES) }));
  const createdAt = new Date();
  const documents = made.map(({ orderId, key }) => ({
    _id: orderId,
    key: new Binary(key),
    createdAt,
  }));
  await db.collection<{ _id: string }>('order_keys').insertMany(documents, { ordered: false });
  return made.map(({ orderId, key }) => sealPersonal(key, `${orderId}/customer`, CUSTOMER));
}
