import type { Actor, JsonSchema } from '@karat/schemas';
import { z } from 'zod';
import { actorOf, orderIdOf, type ApiContext, type Route } from '../http/context.ts';
import { entityTag } from '../http/entity-tag.ts';
import { ProblemError } from '../http/problem-error.ts';
import { readQuery } from '../http/query.ts';
import { waitLeftMs } from '../http/wait-left.ts';
import { awaitVersion } from './await-version.ts';
import { PREFER } from '../openapi/route-doc.ts';

/** An order as an audience sees it, at a version. */
export interface OrderAnswer {
  readonly version: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Finds an order; null when there is none, or none of this caller's. */
export type FindOrder = (orderId: string, actor: Actor) => Promise<OrderAnswer | null>;

const QUERY = z.strictObject({
  minVersion: z
    .string()
    .regex(/^(?:[0-9a-fA-F-]{36}:)?\d{1,9}$/, 'Expected a version, or order id and version')
    .transform((text) => Number(text.split(':').at(-1)))
    .optional()
    .describe('Waits until the order is at this version.'),
});

/** The header of whoever has a version already. */
const IF_NONE_MATCH = {
  name: 'If-None-Match',
  description: 'The version that the caller has, e.g. `"7"`.',
};

/** Wait for a version that was asked for without saying how long, in ms. */
const DEFAULT_WAIT_MS = 2_000;

/** `GET /v1/orders/{orderId}`: the order as the view has it, at its version; `schema` is that of its body. */
export function orderRoute(schema: JsonSchema, find: FindOrder): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const orderId = orderIdOf(ctx);
    const { minVersion } = readQuery(ctx, QUERY);
    const waitMs = waitLeftMs(ctx, minVersion === undefined ? 0 : DEFAULT_WAIT_MS);
    const look = () => find(orderId, actorOf(ctx));
    const order = await awaitVersion(look, { minVersion: minVersion ?? 1, waitMs });
    if (order === null) {
      const detail = 'Expected the id of an order of yours, got another';
      throw new ProblemError({ slug: 'order-not-found', detail });
    }
    // A version asked for by number is a condition; a wish to wait alone is not.
    if (order.version < (minVersion ?? 1)) throw behind(order.version, minVersion ?? 1);
    ctx.set({ etag: entityTag(order.version), 'order-version': String(order.version) });
    ctx.status = 200;
    if (ctx.fresh) ctx.status = 304;
    else ctx.body = order.body;
  };
  const doc = {
    summary: 'Shows the order, at its version',
    query: QUERY,
    headers: [PREFER, IF_NONE_MATCH],
    answers: {
      200: { description: 'The order.', schema },
      304: { description: 'It is at the version that the caller has.' },
    },
    problems: ['order-not-found', 'validation', 'version-not-reached'],
  } as const;
  return { method: 'GET', path: '/v1/orders/:orderId', doc, handle };
}

function behind(version: number, minVersion: number): ProblemError {
  const detail = `Expected version ${String(minVersion)} in the view, it is at ${String(version)} still`;
  return new ProblemError({ slug: 'version-not-reached', detail, retryAfterSeconds: 1 });
}
