import { explicitPartitioner } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { createTelemetry, type Telemetry } from '@karat/infra/telemetry';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { mongoUrlFor, testServers } from '@karat/infra/testing';
import { partitionOf, type EventEnvelope } from '@karat/schemas';
import { encodeEvent } from '@karat/schemas/codec';
import type { ExecutionContext } from 'ava';
import type { Message, Producer } from 'kafkajs';
import type { Collection } from 'mongodb';
import {
  createEventSubscription,
  type EventSubscriptionOptions,
} from '../../src/event-subscription.ts';
import {
  createMongoParking,
  confirmMongoPositions,
  createMongoPositions,
  type EventBatch,
  type ParkingStore,
  type PositionDocument,
  type Subscription,
} from '../../src/subscription.ts';

/** A log with stored positions, for subscriptions of a test's own. */
export interface SubscriptionRig {
  readonly log: TestLog;
  readonly positions: Collection<PositionDocument>;
  readonly telemetry: Telemetry;
  /** Reasons against being ready, by check. */
  readonly reasons: ReadonlyMap<string, string>;
  readonly producer: Producer;
  /** Writes events to the partitions of their orders. */
  readonly publish: (events: readonly EventEnvelope[]) => Promise<void>;
  /** What is parked beside the positions. */
  readonly parking: ParkingStore;
  /** Writes bytes that nobody can read to the partition of an order, under its key or none. */
  readonly publishBytes: (value: Buffer | string, place: BytesPlace) => Promise<void>;
  readonly subscribe: (
    handle: (batch: EventBatch) => Promise<void>,
    options?: Partial<EventSubscriptionOptions>,
  ) => Promise<Subscription>;
}

/** Where bytes are written. */
export interface BytesPlace {
  readonly orderId: string;
  /** Default: the order. */
  readonly key?: string | null;
  /** Version that the headers tell. Default: none. */
  readonly version?: number;
}

/** Makes a rig on the shared servers and takes it down after the test. */
export async function createSubscriptionRig(t: ExecutionContext): Promise<SubscriptionRig> {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers);
  t.teardown(log.close);
  const logger = createLogger({ service: 'test', level: 'fatal' });
  const mongoUrl = mongoUrlFor(servers.mongoUrl, `${log.environment}_own_test`);
  const mongo = await connectMongo(mongoUrl, { name: 'test', logger });
  t.teardown(async () => {
    await mongo.db.dropDatabase();
    await mongo.close();
  });
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  t.teardown(() => producer.disconnect());
  const positions = mongo.db.collection<PositionDocument>('positions');
  const telemetry = createTelemetry('test');
  const reasons = new Map<string, string>();
  const health = {
    set: (check: string, reason: string | null) => {
      if (reason === null) reasons.delete(check);
      else reasons.set(check, reason);
    },
    reasons: () => Promise.resolve([]),
  };
  return {
    log,
    positions,
    telemetry,
    reasons,
    producer,
    publish: async (events) => {
      const messages = events.map((event) => messageOf(log, event));
      await producer.send({ topic: log.topics.events, messages });
    },
    parking: createMongoParking(mongo.db.collection('positions'), log.identity.incarnation),
    publishBytes: async (value, { orderId, key = orderId, version }) => {
      const headers = version === undefined ? {} : { ce_sequence: String(version) };
      const partition = partitionOf(orderId, log.identity.partitions);
      const messages = [{ key, value, partition, headers }];
      await producer.send({ topic: log.topics.events, messages });
    },
    subscribe: async (handle, options = {}) => {
      const subscription = await createEventSubscription({
        name: 'test',
        groupId: `${log.environment}.test`,
        log,
        topic: log.topics.events,
        positions: {
          ...createMongoPositions(positions, log.identity.incarnation),
          confirm: (confirmations) =>
            confirmMongoPositions(positions, log.identity.incarnation, confirmations),
        },
        handle,
        service: { logger, telemetry, health, fail: (error) => t.fail(String(error)) },
        pollIntervalMs: 100,
        ...options,
      });
      t.teardown(subscription.close);
      return subscription;
    },
  };
}

/** An event as kafkajs sends it. */
export function messageOf({ codec, identity }: TestLog, event: EventEnvelope): Message {
  const { key, value, headers } = encodeEvent(codec, event);
  const partition = partitionOf(event.orderId, identity.partitions);
  return { key, value, headers: { ...headers }, partition };
}
