import type { ObjectStore } from '@karat/infra/object-store';
import { answerOutcome } from '../http/answer-outcome.ts';
import { orderIdOf, type ApiContext, type Route } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { ProblemError } from '../http/problem-error.ts';
import { sendCommand, type CommandSender } from '../http/send-command.ts';
import { MAX_MODEL_BYTES, receiveModel } from './receive-model.ts';

/** `PUT /v1/orders/{orderId}/items/{itemId}/model`: the body is the file. */
export function attachModelRoute(sender: CommandSender, store: ObjectStore): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const orderId = orderIdOf(ctx);
    const itemId = ctx.params['itemId'] ?? '';
    // Asked for before the file is read: without a key it would be read for nothing.
    idempotencyKeyOf(ctx);
    refuseBeforehand(ctx);
    const { sha256, bytes } = await receiveModel(store, ctx.req);
    const model = { itemId, modelSha256: sha256, modelFormat: 'STL', modelBytes: bytes };
    const command = { type: 'AttachModel', data: model } as const;
    const sent = await sendCommand(ctx, sender, { orderId, command, body: model });
    answerOutcome(ctx, { orderId, ...sent, facts: { itemId, sha256, bytes, format: 'STL' } });
  };
  return { method: 'PUT', path: '/v1/orders/:orderId/items/:itemId/model', handle };
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
