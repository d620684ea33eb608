import type { OrderEvent } from '@karat/schemas';

/** Who works on an order. */
export interface Assignment {
  /** The only operator who may claim it; null when any may. */
  readonly assignedTo: string | null;
  /** Who works on it; null when nobody does. */
  readonly operatorId: string | null;
}

/** What an event changes of who works on an order; nothing for events of other matters. */
export function assignmentChangesOf(event: OrderEvent): Partial<Assignment> {
  switch (event.type) {
    case 'OrderAssigned':
      return { assignedTo: event.data.operatorId };
    case 'OrderClaimed':
      return { operatorId: event.data.operatorId, assignedTo: null };
    case 'OrderHandedOver':
      return { operatorId: event.data.operatorId };
    case 'OrderReleased':
    case 'DefectReported':
      return { operatorId: null };
    default:
      return {};
  }
}
