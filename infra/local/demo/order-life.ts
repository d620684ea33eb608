import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '../../src/errors.ts';
import type { DemoModel } from '../models/index.ts';
import type { PlatformRecord } from '../platform/running-platform.ts';
import { createApiClient, type Answer, type ApiClient, type Call } from './api-client.ts';
import { callUntilDecided, GIVE_UP_AFTER_MS } from './call-until-decided.ts';

/** The people of the demonstration, each with a client of the API they use. */
export interface People {
  readonly shop: ApiClient;
  /** Two operators, who race for every order. */
  readonly operators: readonly [ApiClient, ApiClient];
  readonly logistics: ApiClient;
  readonly crm: ApiClient;
}

/** An order on its way, with what its commands took. */
export interface OrderJourney {
  readonly orderId: string;
  /** Time to the answer of each command, milliseconds. */
  readonly ackMs: readonly number[];
}

/** What one order of the demonstration is. */
export interface OrderWish {
  /** Different for every order of every run: idempotency keys are made of it. */
  readonly reference: string;
  readonly sellerId: string;
  readonly model: DemoModel;
  /** Counts orders; picks material and finish. */
  readonly index: number;
}

const MATERIALS = ['silver-925', 'gold-585', 'gold-750', 'platinum-950'] as const;

/** The clients of everybody who takes part. */
export function peopleOf(platform: PlatformRecord): People {
  return {
    shop: createApiClient(platform, 'storefront', 'shop'),
    operators: [
      createApiClient(platform, 'operator', 'anna'),
      createApiClient(platform, 'operator', 'boris'),
    ],
    logistics: createApiClient(platform, 'operator', 'lena'),
    crm: createApiClient(platform, 'crm', 'clara'),
  };
}

/** From the first click to an order that operators can claim: initiate, model, submit, approve. */
export async function bringToQueue(people: People, wish: OrderWish): Promise<OrderJourney> {
  const { shop } = people;
  const initiated = await callUntilDecided(shop, {
    method: 'POST',
    path: '/v1/orders',
    idempotencyKey: `${wish.reference}/initiate`,
    body: orderBody(wish),
  });
  const orderId = String(initiated.body['orderId']);
  const act = actor(shop, wish, orderId);
  const attached = await callUntilDecided(shop, {
    method: 'PUT',
    path: `/v1/orders/${orderId}/items/piece/model`,
    idempotencyKey: `${wish.reference}/model`,
    body: wish.model.stl,
  });
  const submitted = await act('submit', { rush: wish.index % 5 === 0 });
  await awaitPrice(shop, orderId, (submitted.orderVersion ?? 3) + 1);
  const approved = await act('approve', { paymentReference: `pay-${wish.reference}` });
  const answers = [initiated, attached, submitted, approved];
  return { orderId, ackMs: answers.map(({ elapsedMs }) => elapsedMs) };
}

/** From claim to close; both operators reach for the order and exactly one must get it. */
export async function workOff(
  people: People,
  wish: OrderWish,
  orderId: string,
): Promise<OrderJourney> {
  const { answer, winner } = await race(people, wish, orderId);
  const completed = await actor(winner, wish, orderId)('complete', {});
  const act = actor(people.logistics, wish, orderId);
  const packed = await act('pack', {});
  const shipped = await act('ship', { carrier: 'dhl', trackingNumber: `JJD-${wish.reference}` });
  const closed = await act('close', {});
  const answers = [answer, completed, packed, shipped, closed];
  return { orderId, ackMs: answers.map(({ elapsedMs }) => elapsedMs) };
}

/** A function that sends the commands of one person upon one order. */
function actor(client: ApiClient, wish: OrderWish, orderId: string) {
  return (verb: string, body: object): Promise<Answer> =>
    callUntilDecided(client, {
      method: 'POST',
      path: `/v1/orders/${orderId}/${verb}`,
      idempotencyKey: `${wish.reference}/${verb}`,
      body,
    });
}

async function race({ operators }: People, wish: OrderWish, orderId: string) {
  const claims = await Promise.allSettled(
    operators.map((client, index) =>
      callUntilDecided(client, {
        method: 'POST',
        path: `/v1/orders/${orderId}/claim`,
        idempotencyKey: `${wish.reference}/claim/${String(index)}`,
        body: {},
      }),
    ),
  );
  const won = claims.flatMap((claim, index) => {
    const winner = operators[index];
    return claim.status === 'fulfilled' && winner ? [{ answer: claim.value, winner }] : [];
  });
  const [first] = won;
  if (first !== undefined && won.length === 1) return first;
  const message = `Expected one operator to get ${orderId}, got ${String(won.length)}`;
  throw new PlatformError('effect-failed', message, { cause: claims });
}

function orderBody({ reference, sellerId, index }: OrderWish): object {
  return {
    sellerId,
    sellerOrderRef: reference,
    customer: {
      name: `Customer ${String(index)}`,
      email: `customer-${String(index)}@example.com`,
      address: `Street ${String(index)}, 1010 Vienna`,
    },
    items: [
      {
        itemId: 'piece',
        quantity: 1 + (index % 2),
        material: MATERIALS[index % MATERIALS.length],
        finish: 'polished',
      },
    ],
  };
}

async function awaitPrice(shop: ApiClient, orderId: string, version: number): Promise<void> {
  const deadline = performance.now() + GIVE_UP_AFTER_MS;
  const path = `/v1/orders/${orderId}?minVersion=${orderId}:${String(version)}`;
  const call: Call = { method: 'GET', path, headers: { prefer: 'wait=5' } };
  for (;;) {
    const answer = await shop(call).catch(() => null);
    const status = answer?.body['status'];
    if (status === 'PRICE_CALCULATED') return;
    if (status === 'PRICING_FAILED' || performance.now() > deadline) {
      const message = `Expected a price of ${orderId}, got ${JSON.stringify(answer?.body)}`;
      throw new PlatformError('effect-failed', message);
    }
    await delay(100);
  }
}
