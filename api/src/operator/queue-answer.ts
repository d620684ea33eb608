import type { WorkQueueRow } from '@karat/projections';
import { instant } from '../http/instant.ts';

/** A row of the queue as operators get it: instants in RFC 3339, urgency with its figures. */
export interface QueueAnswerRow extends Omit<
  WorkQueueRow,
  'dueAt' | 'estimatedWorkMs' | 'mustStartAt' | 'enteredAt' | 'updatedAt'
> {
  readonly enteredAt: string;
  readonly updatedAt: string;
  /** Why the order stands where it stands; null until it has a promise and a price. */
  readonly urgency: UrgencyAnswer | null;
}

/** The formula with its figures. */
export interface UrgencyAnswer {
  readonly formula: string;
  readonly dueAt: string;
  readonly estimatedWorkMs: number;
  readonly defectBonusMs: number;
  readonly mustStartAt: string;
}

/** The row as it is sent. */
export function queueAnswerOf(row: WorkQueueRow): QueueAnswerRow {
  const { dueAt: _due, estimatedWorkMs: _work, mustStartAt: _start, ...shown } = row;
  const { enteredAt, updatedAt, ...rest } = shown;
  return {
    ...rest,
    enteredAt: instant(enteredAt),
    updatedAt: instant(updatedAt),
    urgency: urgencyOf(row),
  };
}

function urgencyOf({ dueAt, estimatedWorkMs, mustStartAt }: WorkQueueRow): UrgencyAnswer | null {
  if (dueAt === null || estimatedWorkMs === null || mustStartAt === null) return null;
  return {
    formula: 'mustStartAt = dueAt − estimatedWorkMs − defectBonusMs',
    dueAt: instant(dueAt),
    estimatedWorkMs,
    defectBonusMs: dueAt - estimatedWorkMs - mustStartAt,
    mustStartAt: instant(mustStartAt),
  };
}
