import type { Telemetry } from '@karat/infra/telemetry';
import type { ParkedOrder, ParkReason } from './parked-order.ts';

/** What is measured of parked orders. */
export interface ParkingMetrics {
  /** An order was parked, for the first time or again after a retry. */
  readonly parked: (reason: ParkReason) => void;
  /** An operator had a record stepped over. */
  readonly skipped: () => void;
  /** All parked orders of the partitions of this process; `now` in epoch ms. */
  readonly standing: (orders: readonly ParkedOrder[], now: number) => void;
}

/** Registers the metrics of what the subscription with this name parks. */
export function createParkingMetrics(telemetry: Telemetry, subscription: string): ParkingMetrics {
  const labels = ['subscription', 'reason'] as const;
  const { orders, waiting, oldest } = createGauges(telemetry);
  const parked = telemetry.counter({
    name: 'karat_parked_total',
    help: 'Times that an order was parked, by reason; again after a retry that failed.',
    labels,
  });
  const skipped = telemetry.counter({
    name: 'karat_parked_skipped_total',
    help: 'Records that an operator had stepped over.',
    labels: ['subscription'],
  });
  const known = new Set<ParkReason>();
  return {
    parked: (reason) => {
      parked.inc({ subscription, reason });
    },
    skipped: () => {
      skipped.inc({ subscription });
    },
    standing: (standing, now) => {
      for (const { reason } of standing) known.add(reason);
      // A reason that is over goes to 0: an alert has to see that it ends.
      for (const reason of known) {
        const own = standing.filter((order) => order.reason === reason);
        orders.set({ subscription, reason }, own.length);
        waiting.set({ subscription, reason }, sumOf(own.map((order) => order.waiting)));
      }
      const first = Math.min(now, ...standing.map(({ parkedAt }) => parkedAt));
      oldest.set({ subscription }, (now - first) / 1_000);
    },
  };
}

function createGauges(telemetry: Telemetry) {
  const labels = ['subscription', 'reason'] as const;
  return {
    orders: telemetry.gauge({
      name: 'karat_parked_orders',
      help: 'Orders that are parked, by reason.',
      labels,
    }),
    waiting: telemetry.gauge({
      name: 'karat_parked_waiting_records',
      help: 'Records that wait behind the first one of their parked order, by reason.',
      labels,
    }),
    oldest: telemetry.gauge({
      name: 'karat_parked_oldest_seconds',
      help: 'Time since the oldest parked order was parked; 0 when none is.',
      labels: ['subscription'],
    }),
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
