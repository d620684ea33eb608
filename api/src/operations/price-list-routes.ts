import type { PriceListKind, TariffAddRequest, TariffUseRequest } from '@karat/schemas';
import { z } from 'zod';
import type { ApiContext, Route } from '../http/context.ts';
import { INSTANT, REFERENCE } from '../http/fields.ts';
import { readJson } from '../http/json-body.ts';
import { ProblemError } from '../http/problem-error.ts';
import { readQuery } from '../http/query.ts';
import { askJob, type JobDesk } from './ask-job.ts';
import type { PriceLists } from './price-lists.ts';
import { IDEMPOTENCY_KEY, PREFER } from '../openapi/route-doc.ts';
import { JOB_ASKED } from './job-answer.ts';
import { ADDED_VERSION, PRICE_LIST, SHOWN_VERSION, USED_VERSION } from './price-list-schema.ts';

/** What the routes of tariffs and metal prices stand on. */
export interface PriceListOptions extends JobDesk {
  readonly lists: PriceLists;
}

/** The path of each kind below `/v1`. */
const PATHS: Readonly<Record<PriceListKind, string>> = {
  tariff: '/v1/tariffs',
  'metal-prices': '/v1/metal-prices',
};

/** `GET`, `POST` of `/v1/tariffs` and `/v1/metal-prices`, of each version, and `POST …/use`. */
export function priceListRoutes(options: PriceListOptions): readonly Route[] {
  const kinds: readonly PriceListKind[] = ['tariff', 'metal-prices'];
  return kinds.flatMap((kind) => [
    listRoute(options, kind),
    showRoute(options, kind),
    addRoute(options, kind),
    useRoute(options, kind),
  ]);
}

function listRoute({ lists, clock }: PriceListOptions, kind: PriceListKind): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    ctx.body = await lists.list(kind, clock());
  };
  const doc = {
    summary: 'Lists the versions, and which is in force',
    answers: { 200: { description: 'All versions, the newest first.', schema: PRICE_LIST } },
  };
  return { method: 'GET', path: PATHS[kind], doc, handle };
}

function showRoute({ lists }: PriceListOptions, kind: PriceListKind): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const shown = await lists.show(kind, ctx.params['version'] ?? '');
    if (shown === null) {
      const detail = `Expected a version of ${PATHS[kind]}, got another name`;
      throw new ProblemError({ slug: 'not-found', detail });
    }
    ctx.body = shown;
  };
  const doc = {
    summary: 'Shows a version with its content',
    answers: { 200: { description: 'The version.', schema: SHOWN_VERSION } },
    problems: ['not-found'],
  } as const;
  return { method: 'GET', path: `${PATHS[kind]}/:version`, doc, handle };
}

const QUERY = z.strictObject({
  dryRun: z.enum(['true', 'false']).default('false').describe('Only says what would come of it.'),
});

/** A body of any fields: pricing looks at them, and tells every fault. */
const CONTENT = z.looseObject({});

const ADDED = z.object({
  outcome: z.enum(['added', 'no-change', 'different', 'refused']),
  version: z.string().nullable(),
  contentHash: z.string().nullable(),
  reasons: z.array(z.string()),
});

function addRoute(options: PriceListOptions, kind: PriceListKind): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const isDryRun = readQuery(ctx, QUERY).dryRun === 'true';
    const request: TariffAddRequest = { content: await readJson(ctx, CONTENT), isDryRun };
    const answered = await askJob(ctx, options, { kind: `${kind}.add`, request, sent: request });
    if (answered === null) return;
    const { outcome, version, contentHash, reasons } = ADDED.parse(answered);
    if (outcome === 'refused') throw refused(reasons);
    if (outcome === 'different') throw refused(reasons, 'version-exists');
    if (outcome === 'added' && !isDryRun) {
      ctx.status = 201;
      ctx.set('location', `${PATHS[kind]}/${encodeURIComponent(version ?? '')}`);
    }
    ctx.body = { outcome, version, contentHash, dryRun: isDryRun };
  };
  const added = { description: 'It is there.', schema: ADDED_VERSION };
  const doc = {
    summary: 'Adds a version, which is never changed',
    query: QUERY,
    headers: [IDEMPOTENCY_KEY, PREFER],
    body: CONTENT,
    answers: { 200: added, 201: { ...added, description: 'It is added.' }, 202: JOB_ASKED },
    problems: ['idempotency-key-missing', 'idempotency-key-reused', 'validation', 'version-exists'],
  } as const;
  return { method: 'POST', path: PATHS[kind], doc, handle };
}

const USE = z.strictObject({ from: INSTANT.optional() });

const USED = z.object({
  outcome: z.enum(['in-force', 'no-change', 'refused']),
  version: z.string(),
  fromAt: z.string(),
  reasons: z.array(z.string()),
  warnings: z.array(z.string()),
});

/** A minute more than pricing wants, ms: a job may wait for its turn. */
const LEAD_MS = 120_000;

function useRoute(options: PriceListOptions, kind: PriceListKind): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const isDryRun = readQuery(ctx, QUERY).dryRun === 'true';
    const { from } = await readJson(ctx, USE);
    const version = REFERENCE.safeParse(ctx.params['version']).data ?? '';
    const fromAt = new Date(from ?? options.clock() + LEAD_MS).toISOString();
    const request: TariffUseRequest = { version, fromAt, isDryRun };
    const sent = { version, from: from ?? null, isDryRun };
    const answered = await askJob(ctx, options, { kind: `${kind}.use`, request, sent });
    if (answered === null) return;
    const { reasons, ...used } = USED.parse(answered);
    if (used.outcome === 'refused') throw refused(reasons);
    ctx.body = { ...used, dryRun: isDryRun };
  };
  const doc = {
    summary: 'Puts a version in force from a time on',
    query: QUERY,
    headers: [IDEMPOTENCY_KEY, PREFER],
    body: USE,
    answers: { 200: { description: 'It is in force then.', schema: USED_VERSION }, 202: JOB_ASKED },
    problems: ['idempotency-key-missing', 'idempotency-key-reused', 'validation'],
  } as const;
  return { method: 'POST', path: `${PATHS[kind]}/:version/use`, doc, handle };
}

function refused(
  reasons: readonly string[],
  slug: 'validation' | 'version-exists' = 'validation',
): ProblemError {
  const errors = reasons.map((detail) => ({ pointer: '#', code: 'invalid', detail }));
  return new ProblemError({ slug, detail: reasons.join('; '), errors });
}
