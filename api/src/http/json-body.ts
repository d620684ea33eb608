import rawBody from 'raw-body';
import type { z } from 'zod';
import type { ApiContext } from './context.ts';
import { ProblemError } from './problem-error.ts';
import { validate } from './validate.ts';

/** Largest JSON body, in bytes: an order of 100 items is 10 kB. */
const MAX_JSON_BYTES = 256 * 1024;

/**
 * The body, read by the schema; a request without a body is read as an empty object.
 * @throws ProblemError `unsupported-media-type`, `payload-too-large`, `malformed-json`, `validation`.
 */
export async function readJson<T>(ctx: ApiContext, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(ctx);
  return validate(schema, text === '' ? {} : parse(text));
}

async function readText(ctx: ApiContext): Promise<string> {
  if (ctx.request.length === 0 || !hasBody(ctx)) return '';
  refuseOtherKinds(ctx);
  return rawBody(ctx.req, {
    encoding: 'utf-8',
    limit: MAX_JSON_BYTES,
    length: ctx.get('content-length') || null,
  });
}

function hasBody(ctx: ApiContext): boolean {
  return ctx.get('content-length') !== '' || ctx.get('transfer-encoding') !== '';
}

function refuseOtherKinds(ctx: ApiContext): void {
  const type = ctx.get('content-type').split(';')[0]?.trim().toLowerCase() ?? '';
  const encoding = ctx.get('content-encoding') || 'identity';
  const isJson = /^application\/(?:[a-z0-9.+-]+\+)?json$/.test(type);
  if (isJson && encoding === 'identity') return;
  const got = isJson ? `the encoding ${encoding}` : type || 'none';
  const detail = `Expected content-type application/json, got ${got}`;
  throw new ProblemError({ slug: 'unsupported-media-type', detail });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'another text';
    // The parser quotes the text around the fault, which may be personal data: only its place is told.
    const place = /position \d+/.exec(reason)?.[0] ?? 'its end';
    const detail = `Expected JSON, got a text that stops being JSON at ${place}`;
    throw new ProblemError({ slug: 'malformed-json', detail }, cause);
  }
}
