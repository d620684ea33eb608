import type { Actor } from '@karat/schemas';
import type { ParameterizedContext } from 'koa';
import type { RouteDoc } from '../openapi/route-doc.ts';
import { ProblemError } from './problem-error.ts';

/** What is known of a request on its way through. */
export interface RequestState {
  /** Who asks; null until authenticated. */
  actor: Actor | null;
  /** W3C trace context of this step. */
  traceparent: string;
  /** Pattern of the route that answers; null where none does. */
  route: string | null;
  /** The order that the request is about; null where it is about none. */
  orderId: string | null;
  /** When the request began to wait for a view, of `performance.now()`; null while it has not. */
  waitsSince: number | null;
}

/** A request and its answer, as routes see them. */
export type ApiContext = ParameterizedContext<
  RequestState,
  { params: Readonly<Record<string, string>> }
>;

/** One thing that an API can do. */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` for parameters. */
  readonly path: string;
  /** What it says of itself, in the API's OpenAPI document. */
  readonly doc: RouteDoc;
  readonly handle: (ctx: ApiContext) => Promise<void> | void;
}

/** Who asks. @throws ProblemError `unauthorized` on a route that nobody has authenticated. */
export function actorOf({ state }: ApiContext): Actor {
  if (state.actor !== null) return state.actor;
  throw new ProblemError({ slug: 'unauthorized', detail: 'Expected a bearer token' });
}

/** An id of an order or a command, in lower case. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The order that the path names. @throws ProblemError `order-not-found` for what is no order id. */
export function orderIdOf(ctx: ApiContext): string {
  const orderId = (ctx.params['orderId'] ?? '').toLowerCase();
  if (UUID.test(orderId)) {
    ctx.state.orderId = orderId;
    return orderId;
  }
  throw new ProblemError({ slug: 'order-not-found', detail: 'Expected a UUID as order id' });
}
