import { bodyHashOf } from '@karat/producers/gateway';
import { commandIdFor, formatActor, type RefusalReason } from '@karat/schemas';
import { z } from 'zod';
import { answerOutcome } from '../http/answer-outcome.ts';
import { actorOf, UUID, type ApiContext, type Route } from '../http/context.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { readJson } from '../http/json-body.ts';
import { ProblemError } from '../http/problem-error.ts';
import { sendCommand, type CommandSender, type SentCommand } from '../http/send-command.ts';
import { commandAnswers, IDEMPOTENCY_KEY, PREFER } from '../openapi/route-doc.ts';
import type { WorkQueue } from '../queries/work-queue.ts';
import { CLAIM_FACTS, claimAnswer } from './claim-answer.ts';
import type { NextClaims } from './claim-next-store.ts';

/** What claiming the next order stands on. */
export interface ClaimNextOptions {
  readonly sender: CommandSender;
  readonly queue: WorkQueue;
  readonly claims: NextClaims;
}

const BODY = z.strictObject({
  exclude: z
    .array(z.string().toLowerCase().regex(UUID, 'Expected a UUID'))
    .max(100)
    .default([])
    .describe('Orders that are not wanted.'),
});

/** Orders tried in one request: so many would have to be taken by others meanwhile. */
const MAX_ATTEMPTS = 25;
/** Rows of the queue that are looked at; beyond those that are excluded and tried. */
const ROWS = 200;

/** Why an order is somebody else's, so that the next one is tried. */
const TAKEN: ReadonlySet<string> = new Set<RefusalReason>([
  'already-claimed',
  'assigned-to-other',
  'illegal-transition',
  'order-not-found',
]);

/**
 * `POST /v1/work-queue/claim-next`: claims the most urgent order that is free. The order is stored
 * before it is claimed, so that the same request, sent again after whatever failed, claims that one
 * and no second.
 */
export function claimNextRoute(options: ClaimNextOptions): Route {
  const claimed = claimAnswer(options.queue);
  const handle = async (ctx: ApiContext): Promise<void> => {
    idempotencyKeyOf(ctx);
    const body = await readJson(ctx, BODY);
    const found = await claimNext(ctx, options, body);
    if (found === null) {
      ctx.status = 204;
      return;
    }
    const { orderId, sent } = found;
    answerOutcome(ctx, { orderId, ...sent, ...(await claimed(sent, actorOf(ctx))) });
  };
  const doc = {
    summary: 'Claims the most urgent order that is free',
    headers: [IDEMPOTENCY_KEY, PREFER],
    body: BODY,
    answers: {
      ...commandAnswers(CLAIM_FACTS, 201),
      204: { description: 'There is none.' },
    },
    problems: ['idempotency-key-missing', 'idempotency-key-reused', 'forbidden', 'over-capacity'],
  } as const;
  return { method: 'POST', path: '/v1/work-queue/claim-next', doc, handle };
}

interface Found {
  readonly orderId: string;
  readonly sent: SentCommand;
}

/** The order that was claimed, is being claimed, or may not be for another reason; null: none is free. */
async function claimNext(
  ctx: ApiContext,
  { sender, queue, claims }: ClaimNextOptions,
  body: z.output<typeof BODY>,
): Promise<Found | null> {
  const _id = commandIdFor(formatActor(actorOf(ctx)), idempotencyKeyOf(ctx));
  const requestHash = bodyHashOf(body);
  const tried = new Set(body.exclude);
  let claim = await claims.find(_id);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (claim !== null) {
      if (claim.requestHash !== requestHash) throw keyReused();
      const { orderId } = claim;
      const command = { type: 'ClaimOrder', data: {} } as const;
      const sent = await sendCommand(ctx, sender, { orderId, command, body });
      if (!isTaken(sent)) return { orderId, sent };
      tried.add(orderId);
    }
    const next = await firstFree(ctx, queue, tried);
    if (next === null) return null;
    const before = claim?.orderId ?? null;
    claim = await claims.choose({ _id, requestHash, before, orderId: next });
  }
  const detail = `Expected a free order among ${String(MAX_ATTEMPTS)}, all went to others`;
  throw new ProblemError({ slug: 'over-capacity', detail });
}

/** Also where it is the caller's own already, by another request: this one is about a further order. */
function isTaken({ outcome }: SentCommand): boolean {
  if (outcome === null) return false;
  const { refusal, outcome: decided } = outcome.receipt;
  return decided === 'NO_CHANGE' || (refusal !== null && TAKEN.has(refusal.reason));
}

function keyReused(): ProblemError {
  const detail = 'Expected the request that this key belongs to, got another';
  return new ProblemError({ slug: 'idempotency-key-reused', detail });
}

async function firstFree(
  ctx: ApiContext,
  queue: WorkQueue,
  tried: ReadonlySet<string>,
): Promise<string | null> {
  const me = actorOf(ctx).id;
  const generation = await queue.liveGeneration();
  const query = { generation, status: 'MANUFACTURING_APPROVED', sort: 'urgency' } as const;
  const { rows } = await queue.page({ ...query, limit: ROWS, after: null });
  const free = rows.find(({ orderId, assignedTo }) => {
    return !tried.has(orderId) && (assignedTo === null || assignedTo === me);
  });
  return free?.orderId ?? null;
}
