import type { OrderCard } from '@karat/projections';
import type { Db } from 'mongodb';
import type { OpenView } from '../projector/projector.ts';
import type { ErasableOrder } from './erase-command.ts';

/** All orders of a customer in the live generation of the CRM view. */
export async function ordersOfCustomer(
  viewCrm: Db,
  { projection, store }: OpenView,
  customerId: string,
): Promise<readonly ErasableOrder[]> {
  const id = await store.active();
  if (id === null) return [];
  const cards = viewCrm.collection<OrderCard>(`${projection.name}_${id}`);
  const found = await cards.find({ customerId }).sort({ createdAt: 1 }).toArray();
  return found.map(({ orderId, status }) => ({ orderId, status }));
}
