import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Middleware } from 'koa';
import type { RequestState, Route } from '../http/context.ts';
import { openApiOf, type ApiInfo } from './openapi-of.ts';

/** Where the document is. */
export const OPENAPI_PATH = '/openapi.json';
const PAGE_PATH = '/docs';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Karat API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${PAGE_PATH}/swagger-ui.css" />
  </head>
  <body>
    <div id="api"></div>
    <script src="${PAGE_PATH}/swagger-ui-bundle.js"></script>
    <script src="${PAGE_PATH}/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '${OPENAPI_PATH}', dom_id: '#api', deepLinking: true, persistAuthorization: false });
`;

/** The page styles its parts as it goes; scripts are none but ours and the library's. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface DocFile {
  readonly type: string;
  readonly read: () => Promise<string>;
}

/**
 * Answers the OpenAPI document of an API and a page to try it in, without a token: what an API can do
 * is no secret, and the page asks for a token itself.
 */
export function documentation(routes: readonly Route[], info: ApiInfo): Middleware<RequestState> {
  const document = JSON.stringify(openApiOf(routes, info));
  const script = 'text/javascript; charset=utf-8';
  const files: Readonly<Record<string, DocFile>> = {
    [OPENAPI_PATH]: fixed('application/json; charset=utf-8', document),
    [PAGE_PATH]: fixed('text/html; charset=utf-8', PAGE),
    [`${PAGE_PATH}/start.js`]: fixed(script, START),
    [`${PAGE_PATH}/swagger-ui.css`]: ofLibrary('text/css; charset=utf-8', 'swagger-ui.css'),
    [`${PAGE_PATH}/swagger-ui-bundle.js`]: ofLibrary(script, 'swagger-ui-bundle.js'),
  };
  return async (ctx, next) => {
    const file = Object.hasOwn(files, ctx.path) ? files[ctx.path] : undefined;
    if (file === undefined || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
      await next();
      return;
    }
    ctx.state.route = ctx.path;
    ctx.set({ 'content-security-policy': CONTENT_SECURITY_POLICY, 'cache-control': 'no-cache' });
    ctx.type = file.type;
    ctx.body = await file.read();
  };
}

function fixed(type: string, text: string): DocFile {
  return { type, read: () => Promise.resolve(text) };
}

/** Read when it is first asked for, and kept: most processes never show the page. */
function ofLibrary(type: string, name: string): DocFile {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  let text: Promise<string> | null = null;
  return { type, read: () => (text ??= readFile(join(folder, name), 'utf8')) };
}
