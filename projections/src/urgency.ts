/** What the urgency of an order is made of; instants in epoch ms. */
export interface UrgencyInput {
  /** The promise. */
  readonly dueAt: number;
  /** From the start of manufacturing to packed. */
  readonly estimatedWorkMs: number;
  /** Defects reported so far. */
  readonly defects: number;
}

/** When work has to start, and the figures that explain it. */
export interface Urgency {
  readonly mustStartAt: number;
  readonly dueAt: number;
  readonly estimatedWorkMs: number;
  readonly defectBonusMs: number;
}

/** How much earlier each defect puts an order: it has already cost its customer time. */
export const DEFECT_BONUS_MS = 24 * 60 * 60 * 1_000;

/**
 * The urgency of an order: `mustStartAt = dueAt − estimatedWork − defectBonus`. It does not change
 * while the order waits, so a queue in its order never has to be sorted anew.
 */
export function urgencyOf({ dueAt, estimatedWorkMs, defects }: UrgencyInput): Urgency {
  const defectBonusMs = defects * DEFECT_BONUS_MS;
  const mustStartAt = dueAt - estimatedWorkMs - defectBonusMs;
  return { mustStartAt, dueAt, estimatedWorkMs, defectBonusMs };
}
