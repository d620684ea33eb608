import type { ImportOrder, OrderEvent, OrderState } from '@karat/schemas';
import { accepted, refused, type Decision } from '../decision.ts';
import { unlessFaulty } from '../faults.ts';
import { importFaults } from './import-faults.ts';

/** The policy that an imported promise is said to follow. */
const IMPORT_POLICY = 'imported';

/**
 * An order of another system is taken over as it stands there. One that waits for its price is
 * submitted anew: pricing hears of submissions only, so it would wait for ever otherwise.
 */
export function importOrder(
  wanted: ImportOrder,
  order: OrderState | null,
  decidedAt: number,
): Decision {
  if (order !== null) {
    return refused('idempotency-key-reused', 'Expected a new order, got the reference of another');
  }
  return unlessFaulty(importFaults(wanted, decidedAt), () =>
    accepted({ type: 'OrderImported', data: wanted }, ...submissionOf(wanted)),
  );
}

function submissionOf(wanted: ImportOrder): readonly OrderEvent[] {
  const { status, rush, dueAt, items, sellerId } = wanted;
  if (status !== 'SUBMITTED' || dueAt === null) return [];
  const data = { submissionNo: 1, rush, dueAt, policyVersion: IMPORT_POLICY, items, sellerId };
  return [{ type: 'OrderSubmitted', data }];
}
