import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { actorOf, type ApiContext, type Route } from '../http/context.ts';
import { ProblemError } from '../http/problem-error.ts';
import { UPLOADS_PATH, type ModelUploads } from './model-uploads.ts';
import type { RouteDoc } from '../openapi/route-doc.ts';

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
    { method: 'POST', path: UPLOADS_PATH, doc: DOCS.POST, handle },
    ...(['HEAD', 'PATCH', 'DELETE'] as const).map((method) => ({
      ...{ method, path: one, doc: DOCS[method], handle },
    })),
  ];
}

const RESUMABLE = {
  name: 'Tus-Resumable',
  description: 'The version of the protocol, `1.0.0`.',
  isRequired: true,
};
const LENGTH = {
  name: 'Upload-Length',
  description: 'Bytes of the whole file.',
  isRequired: true,
};
const OFFSET = {
  name: 'Upload-Offset',
  description: 'Bytes that are there already.',
  isRequired: true,
};

/** The protocol's own errors are plain text. */
const REFUSED = { description: 'Refused by the protocol, in words.', mediaType: 'text/plain' };

const DOCS = {
  POST: {
    summary: 'Begins an upload that can be resumed, by the protocol tus',
    headers: [RESUMABLE, LENGTH],
    answers: {
      201: { description: 'It is begun; `Location` is its own.' },
      400: REFUSED,
      412: REFUSED,
    },
    problems: ['payload-too-large'],
  },
  HEAD: {
    summary: 'Tells how far an upload is',
    headers: [RESUMABLE],
    answers: { 200: { description: '`Upload-Offset` tells.' } },
    problems: ['not-found'],
  },
  PATCH: {
    summary: 'Goes on with an upload',
    headers: [RESUMABLE, OFFSET],
    otherBody: { mediaType: 'application/offset+octet-stream', description: 'The next bytes.' },
    answers: {
      204: { description: '`Upload-Offset` tells how far it is.' },
      400: REFUSED,
      409: REFUSED,
      412: REFUSED,
      423: REFUSED,
    },
    problems: ['not-found', 'payload-too-large'],
  },
  DELETE: {
    summary: 'Drops an upload that is not finished',
    headers: [RESUMABLE],
    answers: { 204: { description: 'It is gone.' }, 400: REFUSED },
    problems: ['not-found'],
  },
} as const satisfies Readonly<Record<string, RouteDoc>>;

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
