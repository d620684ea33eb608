import type {
  AcceptedCommand,
  CommandEnvelope,
  EventEnvelope,
  OrderState,
  RefusedCommand,
} from '@karat/schemas';

/** An order with the commands it remembers, so that a repetition is answered, not decided. */
export interface OrderLedger {
  readonly state: OrderState | null;
  readonly accepted: readonly AcceptedCommand[];
  readonly refused: readonly RefusedCommand[];
}

/** The ledger of an order that nobody has asked anything of. */
export const EMPTY_LEDGER: OrderLedger = { state: null, accepted: [], refused: [] };

/** Commands an order accepts in its life; an order has few, so past this something is wrong. */
export const MAX_ACCEPTED = 1_000;

const MAX_REFUSED = 32;

/** The ledger after an accepted command. */
export function rememberAccepted(ledger: OrderLedger, command: AcceptedCommand): OrderLedger {
  return { ...ledger, accepted: [...ledger.accepted, command] };
}

/** The ledger after a refusal; only the last 32 are kept. */
export function rememberRefused(ledger: OrderLedger, command: RefusedCommand): OrderLedger {
  return { ...ledger, refused: [...ledger.refused, command].slice(-MAX_REFUSED) };
}

/** What the order remembers of this command, or null when it is new. */
export function recall(
  ledger: OrderLedger,
  { commandId }: Pick<CommandEnvelope, 'commandId'>,
): AcceptedCommand | RefusedCommand | null {
  const known = (command: { readonly commandId: string }) => command.commandId === commandId;
  return ledger.accepted.find(known) ?? ledger.refused.find(known) ?? null;
}

/** The entry of the command that wrote an event, extended by that event. */
export function withEvent(
  entry: AcceptedCommand | null,
  event: EventEnvelope,
  state: OrderState,
): AcceptedCommand {
  return {
    commandId: event.commandId,
    bodyHash: event.bodyHash,
    outcome: 'ACCEPTED',
    version: event.version,
    status: state.status,
    eventIds: [...(entry?.eventIds ?? []), event.eventId],
  };
}
