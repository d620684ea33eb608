import { checkUrl, MAX_URL_LENGTH, type UrlPolicy } from '@karat/infra/url-guard';
import { commandIdFor, formatActor, WEBHOOK_TYPES, type WebhookEndpoint } from '@karat/schemas';
import { z } from 'zod';
import { actorOf, type ApiContext, type Route } from '../../http/context.ts';
import { idempotencyKeyOf } from '../../http/idempotency-key.ts';
import { readJson } from '../../http/json-body.ts';
import { ProblemError } from '../../http/problem-error.ts';
import type { NewEndpoint, WebhookEndpoints } from './webhook-endpoints.ts';
import { IDEMPOTENCY_KEY } from '../../openapi/route-doc.ts';
import { extended, listOf, objectOf, TEXT } from '../../openapi/schemas.ts';
import { WEBHOOK_ENDPOINT } from './seller-schema.ts';

/** What the endpoints' routes stand on. */
export interface EndpointRoutesOptions {
  readonly endpoints: WebhookEndpoints;
  readonly urlPolicy: UrlPolicy;
  /** Epoch milliseconds UTC. */
  readonly clock: () => number;
}

const BODY = z.strictObject({
  url: z.string().min(1).max(MAX_URL_LENGTH),
  /** Empty means all. */
  eventTypes: z.array(z.enum(WEBHOOK_TYPES)).max(WEBHOOK_TYPES.length).default([]),
});

/** `POST`, `GET` and `DELETE` of `/v1/webhook-endpoints`. */
export function webhookEndpointRoutes(options: EndpointRoutesOptions): readonly Route[] {
  return [registerRoute(options), listRoute(options), removeRoute(options)];
}

function registerRoute({ endpoints, urlPolicy, clock }: EndpointRoutesOptions): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const actor = actorOf(ctx);
    // The key names the endpoint, so that a request sent twice registers one.
    const _id = commandIdFor(formatActor(actor), idempotencyKeyOf(ctx));
    const { url, eventTypes } = await readJson(ctx, BODY);
    const wanted = {
      _id,
      sellerId: actor.id,
      url: allowedUrl(url, urlPolicy),
      eventTypes: [...new Set(eventTypes)].sort(),
      createdAt: clock(),
    };
    const { created, endpoint } = await endpoints.add(wanted);
    if (!created) {
      refuseOther(endpoint, wanted);
      ctx.set('idempotent-replayed', 'true');
    }
    ctx.status = 201;
    // Shown here and never again.
    ctx.body = { ...answerOf(endpoint), secret: endpoint.secret };
  };
  const doc = {
    summary: 'Registers where the seller wants to be told',
    headers: [IDEMPOTENCY_KEY],
    body: BODY,
    answers: {
      201: {
        description: 'It is registered; its secret is shown here and never again.',
        schema: extended(WEBHOOK_ENDPOINT, { secret: TEXT }),
      },
    },
    problems: [
      'idempotency-key-missing',
      'idempotency-key-reused',
      'validation',
      'webhook-url-forbidden',
    ],
  } as const;
  return { method: 'POST', path: '/v1/webhook-endpoints', doc, handle };
}

function listRoute({ endpoints }: EndpointRoutesOptions): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const mine = await endpoints.listOf(actorOf(ctx).id);
    ctx.body = { items: mine.map(answerOf) };
  };
  const schema = objectOf({ items: listOf(WEBHOOK_ENDPOINT) });
  const doc = {
    summary: 'Lists the seller’s endpoints, the oldest first',
    answers: { 200: { description: 'All of them.', schema } },
  };
  return { method: 'GET', path: '/v1/webhook-endpoints', doc, handle };
}

/** Ends all sending to an endpoint; what it was sent stays on record. */
function removeRoute({ endpoints }: EndpointRoutesOptions): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const endpointId = ctx.params['endpointId'] ?? '';
    if (!(await endpoints.disable(actorOf(ctx).id, endpointId))) {
      const detail = 'Expected the id of an endpoint of yours, got another';
      throw new ProblemError({ slug: 'not-found', detail });
    }
    ctx.status = 204;
  };
  const doc = {
    summary: 'Ends all sending to an endpoint',
    answers: { 204: { description: 'Nothing more is sent there.' } },
    problems: ['not-found'],
  } as const;
  return { method: 'DELETE', path: '/v1/webhook-endpoints/:endpointId', doc, handle };
}

/** The URL in its normal form. @throws ProblemError `webhook-url-forbidden` with what is wrong. */
function allowedUrl(raw: string, policy: UrlPolicy): string {
  const verdict = checkUrl(raw, policy);
  if (verdict.allowed) return verdict.url.href;
  const { reason, detail } = verdict;
  throw new ProblemError({
    slug: 'webhook-url-forbidden',
    detail: `Expected a URL that leads to a public server: ${detail}`,
    errors: [{ pointer: '#/url', code: reason, detail }],
  });
}

/** Refuses a key that registered something else. @throws ProblemError `idempotency-key-reused`. */
function refuseOther(first: WebhookEndpoint, wanted: NewEndpoint): void {
  const same = first.url === wanted.url && first.eventTypes.join() === wanted.eventTypes.join();
  if (same) return;
  const detail = 'Expected the body first sent with this key, got another';
  throw new ProblemError({ slug: 'idempotency-key-reused', detail });
}

function answerOf({ _id, url, eventTypes, status, createdAt }: WebhookEndpoint) {
  return { id: _id, url, eventTypes, status, createdAt: new Date(createdAt).toISOString() };
}
