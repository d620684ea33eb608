import { createHmac } from 'node:crypto';
import type { KeyStore } from '@karat/infra/key-store';
import { formatActor, orderIdFor } from '@karat/schemas';
import { sealCommand, type PlainCommand } from '@karat/schemas/codec';
import { answerOutcome } from '../http/answer-outcome.ts';
import { actorOf, type ApiContext, type Route } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { readJson } from '../http/json-body.ts';
import { sendCommand, type CommandSender } from '../http/send-command.ts';
import { ORDER_REQUEST, type OrderRequest } from './order-request.ts';
import { COMMAND_HEADERS, COMMAND_PROBLEMS, commandAnswers } from '../openapi/route-doc.ts';

/** `POST /v1/orders`: an order begins; asked again, it is the same order. */
export function initiateOrderRoute(sender: CommandSender, keys: KeyStore): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const key = idempotencyKeyOf(ctx);
    const request = await readJson(ctx, ORDER_REQUEST);
    const orderId = orderIdFor(formatActor(actorOf(ctx)), referenceOf(request, key));
    const orderKey = await keys.keyFor(orderId);
    const sent = await sendCommand(ctx, sender, {
      orderId,
      command: sealCommand(initiationOf(request), { orderId, key: orderKey }),
      body: withoutPersonalData(request, orderKey),
    });
    answerOutcome(ctx, { orderId, ...sent, acceptedStatus: 201 });
  };
  const doc = {
    summary: 'Begins an order; asked again, it is the same order',
    headers: COMMAND_HEADERS,
    body: ORDER_REQUEST,
    answers: commandAnswers({}, 201),
    problems: [...COMMAND_PROBLEMS, 'personal-data-erased'],
  } as const;
  return { method: 'POST', path: '/v1/orders', doc, handle };
}

/** Two sellers may use one reference, and a reference may look like a key: they must not meet. */
function referenceOf({ sellerId, sellerOrderRef }: OrderRequest, key: string): string {
  if (sellerOrderRef === undefined) return JSON.stringify(['key', key]);
  return JSON.stringify(['ref', sellerId ?? null, sellerOrderRef]);
}

function initiationOf({ customer, items, sellerId, sellerOrderRef }: OrderRequest): PlainCommand {
  const data = {
    sellerId: sellerId ?? null,
    sellerOrderRef: sellerOrderRef ?? null,
    customerId: null,
    customer: JSON.stringify({ ...customer, phone: customer.phone ?? '' }),
    items: items.map(({ stones = 0, engravedLetters = 0, ...item }) => ({
      ...item,
      stones,
      engravedLetters,
      modelSha256: null,
      modelFormat: null,
      modelBytes: null,
    })),
  };
  return { type: 'InitiateOrder', data };
}

/**
 * What the body's hash is made of. The hash stays in the log for ever, and a plain hash of a name and
 * an address can be guessed; one under the order's key says nothing once that key is destroyed.
 */
function withoutPersonalData({ customer, ...rest }: OrderRequest, orderKey: Buffer): unknown {
  const { name, email, phone, address } = customer;
  const text = JSON.stringify([name, email, phone ?? null, address]);
  return { ...rest, customer: createHmac('sha256', orderKey).update(text).digest('hex') };
}
