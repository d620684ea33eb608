import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { actorOf, type ApiContext, type Route } from '../http/context.ts';
import { ProblemError } from '../http/problem-error.ts';
import { UPLOADS_PATH, type ModelUploads } from './model-uploads.ts';

/**
 * Uploads that survive a broken connection, by tus 1.0: `POST` begins one, `HEAD` asks how far it is,
 * `PATCH` goes on, `DELETE` drops it. Statuses and headers are those of the protocol.
 * @see https://tus.io/protocols/resumable-upload
 */
export function uploadRoutes(uploads: ModelUploads): readonly Route[] {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const { uploadId } = ctx.params;
    const actor = actorOf(ctx);
    if (uploadId !== undefined && !uploads.isOf(uploadId, actor)) {
      throw new ProblemError({
        slug: 'not-found',
        detail: 'Expected the id of an upload of yours',
      });
    }
    answer(ctx, await uploads.answer(requestOf(ctx), actor));
  };
  const one = `${UPLOADS_PATH}/:uploadId`;
  return [
    { method: 'POST', path: UPLOADS_PATH, handle },
    ...(['HEAD', 'PATCH', 'DELETE'] as const).map((method) => ({ method, path: one, handle })),
  ];
}

/** The request as the web's API has it, so that the answer goes the way of all others. */
function requestOf(ctx: ApiContext): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(ctx.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  const url = `http://localhost${ctx.path}`;
  if (ctx.method === 'HEAD') return new Request(url, { method: ctx.method, headers });
  const body = Readable.toWeb(ctx.req) as ReadableStream<Uint8Array>;
  return new Request(url, { method: ctx.method, headers, body, duplex: 'half' });
}

function answer(ctx: ApiContext, { status, headers, body }: Response): void {
  ctx.status = status;
  for (const [name, value] of headers) {
    // Who may ask from other pages is not for the protocol to say.
    if (!name.startsWith('access-control-')) ctx.set(name, value);
  }
  if (body !== null) ctx.body = Readable.fromWeb(body as ReadableStream<Uint8Array>);
}
