import type { PrintedOrder, TendedOrder } from './parked-command.ts';

/** Parked orders in words. */
export function reportParked(orders: readonly PrintedOrder[]): string {
  if (orders.length === 0) return 'Nothing is parked';
  return orders.flatMap(linesOf).join('\n');
}

/** What became of parked orders in words. */
export function reportTended(orders: readonly TendedOrder[]): string {
  if (orders.length === 0) return 'Nothing that is parked fits';
  return orders
    .flatMap((order) => {
      const { outcome, now } = order;
      const line = `${order.in} ${order.orderId}: ${outcome}`;
      if (outcome === 'would-be-tried' || outcome === 'would-be-skipped') {
        return [line, ...recordLines(order)];
      }
      return [now === null ? line : `${line}, at ${now.offset}: ${now.detail}`];
    })
    .join('\n');
}

function linesOf(order: PrintedOrder): readonly string[] {
  const { orderId, partition, offset, reason, detail, waiting, parkedAt, attempts } = order;
  return [
    `${order.in} ${orderId}: ${reason} at ${String(partition)}/${offset} since ${isoTime(parkedAt)}`,
    `  ${detail}`,
    `  ${String(waiting)} records wait behind it, ${String(attempts)} attempts` +
      (order.request === null ? '' : `, ${order.request.kind} asked for`),
    ...recordLines(order),
  ];
}

function recordLines({ records = [] }: PrintedOrder): readonly string[] {
  return records.map(({ offset, type, version, time, bytes, unreadable }) => {
    const what = `${type ?? 'no type'} version ${String(version ?? 'unknown')}`;
    const state = unreadable === null ? 'readable' : `unreadable: ${unreadable}`;
    return `  ${offset} ${what} ${time ?? 'no time'} ${String(bytes)} bytes, ${state}`;
  });
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
