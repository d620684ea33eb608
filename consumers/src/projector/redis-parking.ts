import { PlatformError } from '@karat/infra/errors';
import type { Redis } from '@karat/infra/redis';
import {
  parkedOrderMoved,
  type ParkedChange,
  type ParkedOrder,
  type ParkingStore,
  type SkippedRecord,
} from '../subscription.ts';
import { CHANGE_PARKED, PARK, RELEASE_PARKED } from './redis-parking-scripts.ts';

/** Settings of {@link createRedisParking}. */
export interface RedisParkingOptions {
  readonly redis: Redis;
  /** Key of the hash. */
  readonly key: string;
  /** Which copy it is. */
  readonly scope: string;
  /** Incarnation of the log. */
  readonly incarnation: string;
}

/**
 * What is parked, as a hash: `order/<partition>/<order id>` and `skip/<partition>/<offset>`. Field
 * names and values, in which offsets are texts, are a format.
 */
export function createRedisParking(options: RedisParkingOptions): ParkingStore {
  const { redis, key, scope, incarnation } = options;
  const asItWas = (before: ParkedOrder): readonly string[] => {
    return [fieldOf(before), incarnation, String(before.offset), String(before.lastOffset)];
  };
  return {
    load: async () => {
      const entries = Object.entries(await redis.hgetall(key))
        .map(([field, text]) => [field, parse(text)] as const)
        .filter(([, value]) => value['incarnation'] === incarnation);
      const valuesOf = (prefix: string) => {
        return entries.filter(([field]) => field.startsWith(prefix)).map(([, value]) => value);
      };
      return {
        scope,
        orders: valuesOf('order/').map(toOrder),
        skipped: valuesOf('skip/').map(toSkipped),
      };
    },
    park: async (_scope, order) => {
      await redis.eval(PARK, 1, key, fieldOf(order), format(order, incarnation));
    },
    change: async (_scope, before, change) => {
      const changed = await redis.eval(
        CHANGE_PARKED,
        1,
        key,
        ...asItWas(before),
        format(change, incarnation),
      );
      if (changed !== 1) throw parkedOrderMoved(before);
    },
    release: async (_scope, before) => {
      const released = await redis.eval(RELEASE_PARKED, 1, key, ...asItWas(before));
      if (released !== 1) throw parkedOrderMoved(before);
    },
    skip: async (_scope, record) => {
      const field = `skip/${String(record.partition)}/${String(record.offset)}`;
      await redis.hset(key, field, format(record, incarnation));
    },
  };
}

function fieldOf({ partition, orderId }: ParkedOrder): string {
  return `order/${String(partition)}/${orderId}`;
}

function format(value: ParkedOrder | ParkedChange | SkippedRecord, incarnation: string): string {
  return JSON.stringify({ ...value, incarnation }, (_name, field: unknown) => {
    return typeof field === 'bigint' ? String(field) : field;
  });
}

type Fields = Readonly<Record<string, unknown>>;

function parse(text: string): Fields {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null) return { ...value };
  throw new PlatformError('undecodable', `Expected a parked order, got ${text}`);
}

/** Written by `format` above. */
function toOrder({ incarnation: _, ...fields }: Fields): ParkedOrder {
  const { offset, lastOffset } = fields;
  const offsets = { offset: BigInt(String(offset)), lastOffset: BigInt(String(lastOffset)) };
  return { ...fields, ...offsets } as unknown as ParkedOrder;
}

function toSkipped({ incarnation: _, ...fields }: Fields): SkippedRecord {
  return { ...fields, offset: BigInt(String(fields['offset'])) } as unknown as SkippedRecord;
}
