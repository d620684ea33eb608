import { bodyHashOf, type SendableCommand } from '@karat/producers/gateway';
import { childOf } from '@karat/infra/trace';
import { derivedCommandId, type Actor, type ReadEvent } from '@karat/schemas';
import type { PricingCommand } from './price-submission.ts';

/** Who prices. */
export const PRICING: Actor = { role: 'pricing', id: 'pricing' };
const FIRST_ATTEMPT = 0;

/**
 * The command with which pricing answers an event. Its id is derived from the event, so answering
 * an event twice (after a crash, in two processes) is one command and a repetition of it.
 */
export function answerTo(
  event: ReadEvent,
  command: PricingCommand,
  sentAt: number,
): SendableCommand {
  return {
    commandId: derivedCommandId(event.eventId, command.type, FIRST_ATTEMPT),
    orderId: event.orderId,
    actor: PRICING,
    command,
    expectedVersion: null,
    bodyHash: bodyHashOf(command.data),
    correlationId: event.correlationId,
    causationId: event.eventId,
    traceparent: childOf(event.traceparent),
    sentAt,
  };
}
