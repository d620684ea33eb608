import { deliveryIdFor, type WebhookEndpoint } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { deliveriesOf } from '../../src/webhooks/deliveries-of.ts';
import { foldOrders, type Told } from '../../src/webhooks/fold-orders.ts';
import { turnsOf } from '../../src/webhooks/turn.ts';
import type { WebhookOrder } from '../../src/webhooks/webhook-order.ts';
import { OrdersFailed } from '../../src/subscription.ts';
import { storyOf, type StoryEvent } from '../support/order-story.ts';

const NOW = Date.now();

const ENDPOINT: WebhookEndpoint = {
  _id: 'endpoint',
  sellerId: 'jewels',
  url: 'https://jewels.example/hooks',
  eventTypes: [],
  secret: 'whsec_',
  status: 'active',
  createdAt: NOW,
};

/** Each event at an offset of its own. */
const placed = (events: readonly StoryEvent[]) =>
  events.map((event, index) => ({ ...event, offset: String(index) }));

const byId = (orders: readonly WebhookOrder[]) => new Map(orders.map((one) => [one._id, one]));

test('a seller is told each status with the one before it', (t) => {
  const { told, orders } = foldOrders(storyOf(4), new Map());
  t.deepEqual(
    told.map(({ change }) => [change.previousStatus, change.status]),
    [
      [null, 'INITIATED'],
      ['INITIATED', 'SUBMITTED'],
      ['SUBMITTED', 'PRICE_CALCULATED'],
      ['PRICE_CALCULATED', 'MANUFACTURING_APPROVED'],
    ],
  );
  t.like(orders[0], { version: 4, sellerId: 'jewels', sellerOrderRef: 'A-1001' });
});

test('wherever a crash cuts the events, and however many come again, the same is told', (t) => {
  const position = fc.integer({ min: 0, max: 18 });
  fc.assert(
    fc.property(position, position, (cut, back) => {
      const [one, two] = [storyOf(9), storyOf(9)];
      const events = one.flatMap((event, index) => [event, ...two.slice(index, index + 1)]);
      const whole = foldOrders(events, new Map());
      const first = foldOrders(events.slice(0, cut), new Map());
      const again = Math.max(0, cut - back);
      const second = foldOrders(events.slice(again), byId(first.orders));
      const told: readonly Told[] = [...first.told, ...second.told];
      t.deepEqual(told, whole.told);
    }),
  );
});

test('orders of the storefront are told to nobody, and a missing event is noticed', (t) => {
  t.deepEqual(foldOrders(storyOf(9, { sellerId: null }), new Map()).told, []);
  const holed = placed(storyOf(9).filter(({ version }) => version !== 5));
  const error = t.throws(() => foldOrders(holed, new Map()), { instanceOf: OrdersFailed });
  t.like(error.failures[0], { offset: '4', reason: 'version-gap' });
  t.is(error.failures.length, 1);
});

test('what an operator has had stepped over is told to nobody, and what follows is', (t) => {
  const events = placed(storyOf(4));
  const [orderId = ''] = events.map((event) => event.orderId);
  const skipped = [{ orderId, partition: 0, offset: 1n, version: 2 }];
  const kept = events.filter(({ version }) => version !== 2);
  const { told, orders } = foldOrders(kept, new Map(), skipped);
  t.deepEqual(
    told.map(({ event }) => event.version),
    [1, 3, 4],
  );
  t.deepEqual(foldOrders(kept, byId(orders), skipped).told, []);
});

test('what an old record means is folded whole, and told as the one message it was', (t) => {
  const [began, ...later] = storyOf(3);
  if (began === undefined) return t.fail('Expected a story');
  const data = { itemId: 'ring', modelSha256: 'a', modelFormat: 'STL', modelBytes: 684 };
  const model = { ...began, eventId: 'second', part: 1, event: { type: 'ModelAttached', data } };
  const events = [began, model as typeof began, ...later];
  const first = foldOrders(events.slice(0, 2), new Map());
  const again = foldOrders(events, byId(first.orders));
  t.deepEqual(
    [...first.told, ...again.told].map(({ event }) => [event.version, event.part]),
    [1, 2, 3].map((version) => [version, 0]),
  );
  t.like(again.orders[0], { version: 3, status: 'PRICE_CALCULATED' });
});

test('each endpoint gets its own id and the same bytes, in one turn per order', (t) => {
  const other = { ...ENDPOINT, _id: 'other', eventTypes: ['order.submitted'] };
  const rival = { ...ENDPOINT, _id: 'rival', sellerId: 'rival' };
  const { told } = foldOrders(storyOf(2), new Map());
  const deliveries = deliveriesOf(told, [ENDPOINT, other, rival], NOW);
  const [first, second] = told;
  t.deepEqual(
    deliveries.map(({ _id }) => _id),
    [
      deliveryIdFor(first?.event.eventId ?? '', 'endpoint'),
      deliveryIdFor(second?.event.eventId ?? '', 'endpoint'),
      deliveryIdFor(second?.event.eventId ?? '', 'other'),
    ],
  );
  t.deepEqual(deliveries[1]?.body, deliveries[2]?.body);
  t.deepEqual(
    turnsOf(deliveries).map(({ endpointId, upTo }) => [endpointId, upTo]),
    [
      ['endpoint', 2],
      ['other', 2],
    ],
  );
});

test('history from before its registration is not sent to an endpoint', (t) => {
  const { told } = foldOrders(storyOf(9), new Map());
  const minute = 60_000;
  t.is(deliveriesOf(told, [{ ...ENDPOINT, createdAt: NOW + 2 * minute }], NOW).length, 0);
  t.is(deliveriesOf(told, [{ ...ENDPOINT, createdAt: NOW - 2 * minute }], NOW).length, 9);
});

test('a seller is not told what is the workshop’s business, and no version is missed by it', (t) => {
  const [first, second] = storyOf(2);
  if (first === undefined || second === undefined) throw new TypeError('Expected two events');
  const note = { type: 'NoteAdded', data: { text: Buffer.from('sealed') } } as const;
  const noted = { ...second, event: note };
  const submitted = { ...second, version: 3 };
  const { told, orders } = foldOrders([first, noted, submitted], new Map());
  t.deepEqual(
    told.map(({ event, change }) => [event.version, change.previousStatus, change.status]),
    [
      [1, null, 'INITIATED'],
      [3, 'INITIATED', 'SUBMITTED'],
    ],
  );
  t.like(orders[0], { version: 3, status: 'SUBMITTED' });
});
