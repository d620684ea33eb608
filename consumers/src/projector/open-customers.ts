import { PlatformError } from '@karat/infra/errors';
import type { KeyStore } from '@karat/infra/key-store';
import type { Customer, ProjectedEvent } from '@karat/projections';
import type { ReadEvent } from '@karat/schemas';
import { openPersonal } from '@karat/schemas/codec';
import { eachAtOnce } from '../each-at-once.ts';

/** Makes events into what projections fold. */
export type OpenCustomers = (events: readonly ReadEvent[]) => Promise<readonly ProjectedEvent[]>;

/**
 * Keys looked up at once for one batch; with the batches of twelve partitions beside each other
 * that stays within the 100 connections of a pool.
 */
const LOOK_UPS_AT_ONCE = 4;

/**
 * Opens the sealed customer of each event that has one; null where its key is gone, because the
 * personal data was erased.
 */
export function createOpenCustomers(keys: Pick<KeyStore, 'findKey'>): OpenCustomers {
  return async (events) => {
    const customers = new Map<ReadEvent, Customer | null>();
    const sealed = events.filter(({ event }) => event.type === 'OrderInitiated');
    await eachAtOnce(sealed, LOOK_UPS_AT_ONCE, async (event) => {
      customers.set(event, await customerOf(event, keys));
    });
    return events.map((event) => ({ ...event, customer: customers.get(event) ?? null }));
  };
}

/** For projections that show no personal data: what is not opened cannot get anywhere. */
export const leaveSealed: OpenCustomers = (events) =>
  Promise.resolve(events.map((event) => ({ ...event, customer: null })));

async function customerOf(
  { event, orderId }: ReadEvent,
  keys: Pick<KeyStore, 'findKey'>,
): Promise<Customer | null> {
  if (event.type !== 'OrderInitiated') return null;
  const key = await keys.findKey(orderId);
  if (key === null) return null;
  return parseCustomer(openPersonal(key, `${orderId}/customer`, event.data.customer));
}

function parseCustomer(text: string): Customer {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) {
    // The text is personal data, so the message tells nothing of it.
    throw new PlatformError('undecodable', 'Expected an object with the customer of an order');
  }
  const fields = value as Partial<Record<string, unknown>>;
  const field = (name: keyof Customer): string => {
    const content = fields[name];
    return typeof content === 'string' ? content : '';
  };
  return {
    name: field('name'),
    email: field('email'),
    phone: field('phone'),
    address: field('address'),
  };
}
