import { murmur2 } from '@karat/schemas';

/** Some of the orders of a partition: those whose hash is from `from` to before `to`. */
export interface OrderSlice {
  readonly from: number;
  readonly to: number;
}

/** All orders. */
export const ALL_ORDERS: OrderSlice = { from: 0, to: 2 ** 32 };

/** Whether an order belongs to a slice. */
export function isInSlice({ from, to }: OrderSlice, orderId: Uint8Array): boolean {
  // Nothing need be hashed as long as all orders fit.
  if (from === ALL_ORDERS.from && to === ALL_ORDERS.to) return true;
  const hash = murmur2(orderId) >>> 0;
  return hash >= from && hash < to;
}

/** The two halves of a slice. */
export function halvesOf({ from, to }: OrderSlice): readonly [OrderSlice, OrderSlice] {
  const middle = (from + to) / 2;
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}
