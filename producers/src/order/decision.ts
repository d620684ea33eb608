import type { Actor, OrderEvent, OrderState, Refusal, RefusalReason } from '@karat/schemas';

/** What becomes of a command: events, nothing, or a refusal that changes nothing. */
export type Decision =
  | { readonly kind: 'accepted'; readonly events: readonly OrderEvent[] }
  | { readonly kind: 'no-change' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What a decision may depend on besides the command: who asks, when, and the order. */
export interface DecisionContext {
  readonly actor: Actor;
  /** When it is decided, epoch milliseconds UTC; stamped by the shell, never the sender's time. */
  readonly decidedAt: number;
  readonly order: OrderState;
}

/** The decision that these events happen. */
export function accepted(...events: readonly OrderEvent[]): Decision {
  return { kind: 'accepted', events };
}

/** The decision that all is as asked for already. */
export const NO_CHANGE: Decision = { kind: 'no-change' };

/** Characters of a detail at most: it may quote what was sent, and orders remember refusals. */
const MAX_DETAIL = 500;

/** A refusal, with what was expected and what was found. */
export function refusal(
  reason: RefusalReason,
  detail: string,
  facts: Partial<Refusal> = {},
): Refusal {
  const nothing = {
    currentVersion: null,
    allowedTransitions: [],
    claimedBy: null,
    claimedAt: null,
  };
  return { ...nothing, ...facts, reason, detail: detail.slice(0, MAX_DETAIL) };
}

/** The decision that the command is refused. */
export function refused(
  reason: RefusalReason,
  detail: string,
  facts: Partial<Refusal> = {},
): Decision {
  return { kind: 'refused', refusal: refusal(reason, detail, facts) };
}
