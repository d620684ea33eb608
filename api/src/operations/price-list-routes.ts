import type { PriceListKind, TariffAddRequest, TariffUseRequest } from '@karat/schemas';
import { z } from 'zod';
import type { ApiContext, Route } from '../http/context.ts';
import { INSTANT, REFERENCE } from '../http/fields.ts';
import { readJson } from '../http/json-body.ts';
import { ProblemError } from '../http/problem-error.ts';
import { readQuery } from '../http/query.ts';
import { askJob, type JobDesk } from './ask-job.ts';
import type { PriceLists } from './price-lists.ts';

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
  return { method: 'GET', path: PATHS[kind], handle };
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
  return { method: 'GET', path: `${PATHS[kind]}/:version`, handle };
}

const QUERY = z.strictObject({ dryRun: z.enum(['true', 'false']).default('false') });

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
  return { method: 'POST', path: PATHS[kind], handle };
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
  return { method: 'POST', path: `${PATHS[kind]}/:version/use`, handle };
}

function refused(
  reasons: readonly string[],
  slug: 'validation' | 'version-exists' = 'validation',
): ProblemError {
  const errors = reasons.map((detail) => ({ pointer: '#', code: 'invalid', detail }));
  return new ProblemError({ slug, detail: reasons.join('; '), errors });
}
