import type { OrderCommand, OrderState, OrderStatus } from '@karat/schemas';
import { actorOf } from './given-order.ts';
import { WISHES, type Wanted } from './wishes.ts';

const FORWARD: Readonly<Record<OrderStatus, OrderCommand['type']>> = {
  INITIATED: 'SubmitOrder',
  SUBMITTED: 'RecordPrice',
  PRICING_FAILED: 'SubmitOrder',
  PRICE_CALCULATED: 'ApproveOrder',
  MANUFACTURING_APPROVED: 'ClaimOrder',
  MANUFACTURING_STARTED: 'CompleteManufacturing',
  MANUFACTURING_COMPLETED: 'StartPackaging',
  PACKAGING: 'ShipOrder',
  SHIPPED: 'CloseOrder',
  CLOSED: 'ErasePersonalData',
  CANCELLED: 'ErasePersonalData',
  RETURNED: 'ErasePersonalData',
};

/** The command that brings an order on its way, from whoever may send it; `seed` as in wishes. */
export function nextStep(order: OrderState | null, seed: number): Wanted {
  if (order === null) return WISHES[seed % 4 === 0 ? 'ImportOrder' : 'InitiateOrder'](order, seed);
  const bare = order.items.some(({ modelSha256 }) => modelSha256 === null);
  if (bare && FORWARD[order.status] === 'SubmitOrder') return WISHES.AttachModel(order, seed);
  // A seed that four divides would price another submission than the present one.
  const wanted = WISHES[FORWARD[order.status]](order, seed * 4 + 1);
  const holder = wanted.actor.role === 'operator' ? holderOf(order) : null;
  return holder === null ? wanted : { ...wanted, actor: actorOf('operator', holder) };
}

/** Who alone may act on the order, if there is somebody. */
function holderOf({ status, claim, assignedTo }: OrderState): string | null {
  return status === 'MANUFACTURING_STARTED' ? (claim?.operatorId ?? null) : assignedTo;
}
