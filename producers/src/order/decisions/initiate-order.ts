import { bare } from '@karat/schemas';
import type { Actor, InitiateOrder, OrderEvent, OrderItem, OrderState } from '@karat/schemas';
import { accepted, refused, type Decision } from '../decision.ts';
import { optional, sealedFault, textFault, unlessFaulty, type Fault } from '../faults.ts';
import { itemFaults } from '../item-faults.ts';

/**
 * An order begins; one that exists already is not begun again. Models that come with it are events
 * of their own, so that there is one kind of event by which a piece gets a model.
 */
export function initiateOrder(
  wanted: InitiateOrder,
  actor: Actor,
  order: OrderState | null,
): Decision {
  if (order !== null) {
    return refused('idempotency-key-reused', 'Expected a new order, got the reference of another');
  }
  const sellerId = actor.role === 'seller' ? actor.id : wanted.sellerId;
  return unlessFaulty(faultsOf({ ...wanted, sellerId }), () => {
    const data = { ...wanted, sellerId, items: wanted.items.map(bare) };
    return accepted({ type: 'OrderInitiated', data }, ...wanted.items.flatMap(modelOf));
  });
}

function faultsOf(wanted: InitiateOrder): readonly Fault[] {
  return [
    optional(wanted.sellerId, (id) => textFault('sellerId', id)),
    optional(wanted.sellerOrderRef, (ref) => textFault('sellerOrderRef', ref)),
    optional(wanted.customerId, (id) => textFault('customerId', id)),
    sealedFault('customer', wanted.customer),
    ...itemFaults(wanted.items),
  ];
}

function modelOf(item: OrderItem): OrderEvent[] {
  const { itemId, modelSha256, modelFormat, modelBytes, modelOwner = null } = item;
  if (modelSha256 === null || modelFormat === null || modelBytes === null) return [];
  const file = { modelSha256, modelFormat, modelBytes, modelOwner };
  return [{ type: 'ModelAttached', data: { itemId, ...file, modelUnit: item.modelUnit ?? null } }];
}
