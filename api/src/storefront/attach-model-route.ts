import type { ObjectStore } from '@karat/infra/object-store';
import { z } from 'zod';
import { answerOutcome } from '../http/answer-outcome.ts';
import { actorOf, orderIdOf, type ApiContext, type Route } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { readJson } from '../http/json-body.ts';
import { invalidAt, ProblemError } from '../http/problem-error.ts';
import { readQuery } from '../http/query.ts';
import { sendCommand, type CommandSender } from '../http/send-command.ts';
import type { ModelOwners } from './model-owners.ts';
import type { ModelUploads } from './model-uploads.ts';
import { MAX_MODEL_BYTES, receiveModel } from './receive-model.ts';
import { COMMAND_HEADERS, COMMAND_PROBLEMS, commandAnswers } from '../openapi/route-doc.ts';
import { INTEGER, nullable, TEXT } from '../openapi/schemas.ts';

/** What attaching a model stands on. */
export interface AttachModelOptions {
  readonly sender: CommandSender;
  readonly store: Pick<ObjectStore, 'put'>;
  readonly uploads: Pick<ModelUploads, 'read'>;
  readonly ownerOf: ModelOwners;
}

const QUERY = z.strictObject({
  unit: z
    .enum(['micron', 'mm', 'cm', 'm', 'in', 'ft'])
    .optional()
    .describe('Unit of its lengths where the file does not say one; mm where nobody does.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'Expected a SHA-256 in hex')
    .toLowerCase()
    .optional()
    .describe('SHA-256 of the file in hex, to be sure that it is the one that was meant.'),
});
const FINISHED_UPLOAD = z.strictObject({ uploadId: z.string() });

const MODEL_FACTS = {
  itemId: TEXT,
  sha256: TEXT,
  bytes: INTEGER,
  format: TEXT,
  unit: nullable(TEXT),
};

/**
 * `PUT /v1/orders/{orderId}/items/{itemId}/model?unit=&sha256=`: the body is the file, or JSON that
 * names an upload that is finished. Whoever says the file's hash is sure that it is the same here.
 */
export function attachModelRoute(options: AttachModelOptions): Route {
  const { sender, store, ownerOf } = options;
  const handle = async (ctx: ApiContext): Promise<void> => {
    const orderId = orderIdOf(ctx);
    const itemId = ctx.params['itemId'] ?? '';
    // Asked for before the file is read: without a key it would be read for nothing.
    idempotencyKeyOf(ctx);
    const { unit = null, sha256: expected } = readQuery(ctx, QUERY);
    refuseBeforehand(ctx);
    const owner = await ownerOf(orderId);
    const source = await sourceOf(ctx, options.uploads);
    const { sha256, bytes, format } = await receiveModel(store, { owner, source });
    // What was stored is an orphan then, and swept.
    if (expected !== undefined && expected !== sha256) throw otherFile(expected, sha256);
    const file = { modelSha256: sha256, modelFormat: format, modelBytes: bytes };
    const model = { itemId, ...file, modelOwner: owner, modelUnit: unit };
    const command = { type: 'AttachModel', data: model } as const;
    const sent = await sendCommand(ctx, sender, { orderId, command, body: model });
    answerOutcome(ctx, { orderId, ...sent, facts: { itemId, sha256, bytes, format, unit } });
  };
  const doc = {
    summary: 'Attaches a model to a piece, or replaces it: the file itself, or a finished upload',
    query: QUERY,
    headers: COMMAND_HEADERS,
    body: FINISHED_UPLOAD,
    otherBody: { mediaType: 'application/octet-stream', description: 'STL, OBJ, 3MF or GLB.' },
    answers: commandAnswers(MODEL_FACTS),
    problems: [...COMMAND_PROBLEMS, 'model-not-printable', 'payload-too-large'],
  } as const;
  return { method: 'PUT', path: '/v1/orders/:orderId/items/:itemId/model', doc, handle };
}

async function sourceOf(
  ctx: ApiContext,
  uploads: Pick<ModelUploads, 'read'>,
): Promise<AsyncIterable<Uint8Array>> {
  if (!ctx.is('application/json')) return ctx.req;
  const { uploadId } = await readJson(ctx, FINISHED_UPLOAD);
  return uploads.read(uploadId, actorOf(ctx));
}

function otherFile(expected: string, got: string): ProblemError {
  return invalidAt('?sha256', `Expected a file with the hash ${expected}, got ${got}`);
}

function refuseBeforehand(ctx: ApiContext): void {
  const encoding = ctx.get('content-encoding') || 'identity';
  if (encoding !== 'identity') {
    const detail = `Expected the file as it is, got the encoding ${encoding}`;
    throw new ProblemError({ slug: 'unsupported-media-type', detail });
  }
  const declared = Number(ctx.get('content-length') || 0);
  if (declared > MAX_MODEL_BYTES) {
    const detail = `Expected at most ${MAX_MODEL_BYTES} bytes, got ${declared}`;
    throw new ProblemError({ slug: 'payload-too-large', detail });
  }
}
