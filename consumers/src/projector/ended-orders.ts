import { partitionOf } from '@karat/schemas';
import type { WorkQueueKeys } from './work-queue-keys.ts';

/**
 * Hashes that the versions of orders that are over are spread over. Redis packs a hash of up to 512
 * entries into one piece of memory, where an entry takes little more than its text; so up to some
 * eight million orders.
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/
 */
const HASHES = 16_384;

/** Where the version of an order that is over is kept. This is a format. */
export interface EndedPlace {
  readonly key: string;
  readonly field: string;
}

/** The place of an order. */
export function endedPlaceOf({ ended }: WorkQueueKeys, orderId: string): EndedPlace {
  return { key: `${ended}:${String(partitionOf(orderId, HASHES))}`, field: fieldOf(orderId) };
}

/** The names of all hashes of a generation. */
export function endedKeys({ ended }: WorkQueueKeys): readonly string[] {
  return Array.from({ length: HASHES }, (_, hash) => `${ended}:${String(hash)}`);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const GROUPS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** Stands before an id that is no UUID. */
const PLAIN = '=';

/** The order that a field is about. */
export function endedOrderOf(field: string): string {
  if (field.startsWith(PLAIN)) return field.slice(PLAIN.length);
  return Buffer.from(field, 'base64url').toString('hex').replace(GROUPS, '$1-$2-$3-$4-$5');
}

/** 22 characters instead of the 36 of a UUID. */
function fieldOf(orderId: string): string {
  if (!UUID.test(orderId)) return `${PLAIN}${orderId}`;
  return Buffer.from(orderId.replaceAll('-', ''), 'hex').toString('base64url');
}
