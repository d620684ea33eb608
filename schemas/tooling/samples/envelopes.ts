import type { CommandEnvelope, EventEnvelope, Outcome } from '../../src/envelope.ts';
import type { CommandReceipt, OrderCommand, OrderEvent } from '../../src/records.ts';
import { SAMPLE_ORDER_ID } from './parts.ts';

const COMMAND_ID = '9e5f0f94-52f7-5b6c-995a-7628bca4c5fa';
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const AT = 1_795_247_165_651;

/** An event in an envelope whose every field is filled. */
export function envelopeOf(event: OrderEvent): EventEnvelope {
  return {
    eventId: '01993b52-7c1e-7a40-9d2f-3b8a5c1e7f10',
    orderId: SAMPLE_ORDER_ID,
    version: 7,
    occurredAt: AT,
    actor: { role: 'operator', id: 'anna' },
    event,
    commandId: COMMAND_ID,
    bodyHash: 'b'.repeat(64),
    commandOffset: '4711',
    correlationId: COMMAND_ID,
    traceparent: TRACE,
    writerEpoch: 3,
  };
}

/** A command in an envelope whose every field is filled. */
export function commandEnvelopeOf(command: OrderCommand): CommandEnvelope {
  return {
    commandId: COMMAND_ID,
    orderId: SAMPLE_ORDER_ID,
    actor: { role: 'storefront', id: 'shop' },
    command,
    expectedVersion: 6,
    bodyHash: 'b'.repeat(64),
    correlationId: COMMAND_ID,
    causationId: '01993b52-7c1e-7a40-9d2f-3b8a5c1e7f10',
    traceparent: TRACE,
    sentAt: AT,
    replyTo: 'api-1',
  };
}

/** A receipt in an outcome whose every field is filled. */
export function outcomeOf(receipt: CommandReceipt): Outcome {
  return {
    commandId: COMMAND_ID,
    orderId: SAMPLE_ORDER_ID,
    bodyHash: 'b'.repeat(64),
    actor: { role: 'operator', id: 'anna' },
    correlationId: COMMAND_ID,
    traceparent: TRACE,
    receipt,
  };
}
