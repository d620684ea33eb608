import { randomBytes } from 'node:crypto';
import { sealPersonal } from '@karat/schemas/codec';
import type { ReadEvent } from '@karat/schemas';
import test from 'ava';
import { createOpenCustomers, leaveSealed } from '../../src/projector/open-customers.ts';
import { OrdersFailed } from '../../src/subscription.ts';
import { eventOf } from '../support/order-story.ts';

const KEY = randomBytes(32);
const CUSTOMER = { name: 'Ada', email: 'ada@example.com', phone: '1', address: 'Berlin' };

function initiated(customer: Buffer): ReadEvent {
  const envelope = eventOf('OrderInitiated', { orderId: 'ring' });
  const { event } = envelope;
  if (event.type !== 'OrderInitiated') throw new TypeError('Expected the first event of a story');
  const sealed = { ...event, data: { ...event.data, customer } };
  return { ...envelope, event: sealed, part: 0, partition: 0, offset: '0' };
}

const sealedFor = (place: string) => sealPersonal(KEY, place, JSON.stringify(CUSTOMER));
const keys = {
  findKeys: (ids: readonly string[]) => Promise.resolve(new Map(ids.map((id) => [id, KEY]))),
};

test('a sealed customer is opened with the key of the order', async (t) => {
  const [event] = await createOpenCustomers(keys)([initiated(sealedFor('ring/customer'))]);
  t.deepEqual(event?.customer, CUSTOMER);
});

test('a customer whose key was destroyed is nobody', async (t) => {
  const gone = { findKeys: () => Promise.resolve(new Map<string, Buffer>()) };
  const [event] = await createOpenCustomers(gone)([initiated(sealedFor('ring/customer'))]);
  t.is(event?.customer, null);
});

test('a customer sealed for another order is refused', async (t) => {
  const opening = createOpenCustomers(keys)([initiated(sealedFor('other/customer'))]);
  const error = await t.throwsAsync(opening, { instanceOf: OrdersFailed });
  t.like(error.failures[0], { offset: '0', reason: 'undecodable' });
});

test('a note is opened with the key of the order, and is silent without it', async (t) => {
  const envelope = eventOf('OrderClosed', { orderId: 'ring' });
  const text = sealPersonal(KEY, 'ring/text', 'Ada called');
  const event = { type: 'NoteAdded', data: { text } } as const;
  const noted: ReadEvent = { ...envelope, event, part: 0, partition: 0, offset: '0' };
  const [opened] = await createOpenCustomers(keys)([noted]);
  t.like(opened, { customer: null, words: 'Ada called' });
  const gone = { findKeys: () => Promise.resolve(new Map<string, Buffer>()) };
  t.is((await createOpenCustomers(gone)([noted]))[0]?.words, null);
  t.is((await leaveSealed([noted]))[0]?.words, null);
});

test('a view without personal data never gets it', async (t) => {
  const [event] = await leaveSealed([initiated(sealedFor('ring/customer'))]);
  t.is(event?.customer, null);
});
