import { formatSequence, type Actor, type Outcome } from '@karat/schemas';
import type { AnswerExtras } from '../http/command-route.ts';
import type { SentCommand } from '../http/send-command.ts';
import type { WorkQueue } from '../queries/work-queue.ts';
import { INSTANT_TEXT, nullable, TEXT, UUID_TEXT } from '../openapi/schemas.ts';

/** What the answer to a claim says beside that of any command. */
export const CLAIM_FACTS = {
  claimId: TEXT,
  operatorId: TEXT,
  sequence: TEXT,
  eventId: nullable(UUID_TEXT),
  takenAt: nullable(INSTANT_TEXT),
};

/**
 * What a claim is answered with: 201 to the winner, 200 when the order is that operator's already. A
 * claim is known by the order and the version it made, so that both answers name the same one.
 */
export function claimAnswer(queue: WorkQueue) {
  return async ({ outcome }: SentCommand, actor: Actor): Promise<AnswerExtras> => {
    if (outcome === null || outcome.receipt.refusal !== null) return {};
    const { orderId, receipt } = outcome;
    const sequence = formatSequence(receipt.version);
    const takenAt = await takenAtOf(queue, outcome);
    return {
      acceptedStatus: 201,
      facts: {
        claimId: `${orderId}.${sequence}`,
        operatorId: actor.id,
        sequence,
        eventId: receipt.eventIds[0] ?? null,
        takenAt: takenAt === null ? null : new Date(takenAt).toISOString(),
      },
    };
  };
}

/**
 * When it was taken. The writer remembers of an earlier claim that it happened and not when, so a
 * repeated one takes it from the queue, where it is the time of the row's version; null where the
 * order has moved on since.
 */
async function takenAtOf(queue: WorkQueue, { orderId, receipt }: Outcome): Promise<number | null> {
  if (receipt.outcome === 'ACCEPTED' && !receipt.repeated) return receipt.decidedAt;
  try {
    const row = await queue.row(await queue.liveGeneration(), orderId);
    return row?.version === receipt.version ? row.updatedAt : null;
  } catch {
    // The claim stands, whatever has become of the view that would tell its time.
    return null;
  }
}
