import { v5, v7 } from 'uuid';

// These namespaces are a format: another value would give every retried command a new identity.
const ORDER_NAMESPACE = '0d8f5b0e-6f0c-5b5e-9d1a-7b8f3e0c2a11';
const COMMAND_NAMESPACE = '5a1c0f4e-93f6-5c1c-8a55-2f6f7d0b9c22';
const EVENT_NAMESPACE = 'b1f6c0de-4f0b-5d57-9e0c-2a7d5b8e6c44';
const OWNER_NAMESPACE = '7d0b2a54-3c1f-5f0e-8a5d-6b9e1c4f2d77';
const DELIVERY_NAMESPACE = 'c3c9d7f2-1c1e-5e8b-b6a7-9f4e1d3a5b33';

/** The order id of a creation: the same caller and reference always meet the same order. */
export function orderIdFor(callerId: string, reference: string): string {
  return v5(JSON.stringify([callerId, reference]), ORDER_NAMESPACE);
}

/** The command id of a request: the same caller and idempotency key is the same command. */
export function commandIdFor(callerId: string, idempotencyKey: string): string {
  return v5(JSON.stringify([callerId, idempotencyKey]), COMMAND_NAMESPACE);
}

/** The id of a command that an event causes; `attempt` counts from 0. */
export function derivedCommandId(eventId: string, commandType: string, attempt: number): string {
  return v5(JSON.stringify([eventId, commandType, attempt]), COMMAND_NAMESPACE);
}

/** The id under which an endpoint receives an event, on every attempt and recovery. */
export function deliveryIdFor(eventId: string, endpointId: string): string {
  return v5(JSON.stringify([eventId, endpointId]), DELIVERY_NAMESPACE);
}

/** A seller's or customer's id as a part of a name: whatever its characters, of hex digits and `-`. */
export function ownerIdFor(id: string): string {
  return v5(id, OWNER_NAMESPACE);
}

/** The id of an event that a record means beside its first; `part` counts from 1. */
export function partEventId(eventId: string, part: number): string {
  return v5(JSON.stringify([eventId, part]), EVENT_NAMESPACE);
}

/** A new event id, UUIDv7: sortable by the time it was made. */
export function newEventId(): string {
  return v7();
}
