import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Middleware } from 'koa';
import type { RequestState } from './context.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing but what the page's own server serves; no inline code, so injected text stays text. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
}

/**
 * Serves the files of one folder, read once: a path is looked up among them and never made into a
 * file name, so there is nothing to climb out of. `/` is `index.html`.
 */
export async function staticFiles(folder: string): Promise<Middleware<RequestState>> {
  const files = await loadFiles(folder);
  return async (ctx, next) => {
    const file = files.get(ctx.path === '/' ? '/index.html' : ctx.path);
    if (file === undefined || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
      await next();
      return;
    }
    ctx.state.route = ctx.path;
    ctx.set({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': 'no-cache',
      etag: file.etag,
    });
    ctx.status = 200;
    ctx.type = file.type;
    if (ctx.fresh) ctx.status = 304;
    else ctx.body = file.bytes;
  };
}

async function loadFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const names = (await readdir(folder)).filter((name) => extname(name) in TYPES);
  const entries = names.map(async (name): Promise<[string, PageFile]> => {
    const bytes = await readFile(join(folder, name));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`;
    return [`/${name}`, { type: TYPES[extname(name)] ?? '', bytes, etag }];
  });
  return new Map(await Promise.all(entries));
}
