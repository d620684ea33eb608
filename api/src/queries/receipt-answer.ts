import { traceIdOf } from '@karat/infra/trace';
import type { StoredReceipt } from '@karat/projections';
import { instant } from '../http/instant.ts';
import { answerOfProblem, problemOfRefusal } from '../http/problem.ts';
import { receiptPath } from '../http/receipt-path.ts';
import {
  INSTANT_TEXT,
  INTEGER,
  listOf,
  nullable,
  objectOf,
  STATUS,
  UUID_TEXT,
} from '../openapi/schemas.ts';

/** Its schema. */
export const RECEIPT = objectOf({
  commandId: UUID_TEXT,
  orderId: UUID_TEXT,
  outcome: { type: 'string', enum: ['ACCEPTED', 'NO_CHANGE', 'REFUSED'] },
  version: INTEGER,
  status: nullable(STATUS),
  eventIds: listOf(UUID_TEXT),
  decidedAt: INSTANT_TEXT,
  problem: nullable({ $ref: '#/components/schemas/Problem' }),
});

/** The outcome of a command as its sender gets it: what it was refused with is a problem as ever. */
export function receiptAnswerOf(receipt: StoredReceipt): Readonly<Record<string, unknown>> {
  const { commandId, orderId, outcome, version, status, eventIds, refusal, decidedAt } = receipt;
  // The path that the command came by is not kept; where it is told of names the occurrence as well.
  const request = { instance: receiptPath(commandId), traceId: traceIdOf(receipt.traceparent) };
  const problem = refusal && answerOfProblem(problemOfRefusal(refusal), request).body;
  return {
    commandId,
    orderId,
    outcome,
    version,
    status,
    eventIds,
    decidedAt: instant(decidedAt),
    problem,
  };
}
