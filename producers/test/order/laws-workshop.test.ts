import type { EventEnvelope, OrderEvent } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { histories, play } from '../support/histories.ts';

const eventsOf = (history: Parameters<typeof play>[0]): readonly EventEnvelope[] =>
  play(history).flatMap(({ events }) => events);

/** Who works on an order, retold from its events without `evolve`. */
interface Bench {
  readonly holder: string | null;
  readonly reservedFor: string | null;
}

function benchAfter({ holder, reservedFor }: Bench, event: OrderEvent): Bench {
  switch (event.type) {
    case 'OrderImported':
      return { holder: event.data.operatorId, reservedFor: null };
    case 'OrderAssigned':
      return { holder, reservedFor: event.data.operatorId };
    case 'OrderClaimed':
    case 'OrderHandedOver':
      return { holder: event.data.operatorId, reservedFor: null };
    case 'ManufacturingApproved':
    case 'OrderReleased':
    case 'DefectReported':
      return { holder: null, reservedFor };
    default:
      return { holder, reservedFor };
  }
}

test('at any time exactly one operator holds an order in work, however many ask for it', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      let bench: Bench = { holder: null, reservedFor: null };
      let inWork = false;
      for (const { event } of eventsOf(history)) {
        const { holder, reservedFor } = bench;
        if (event.type === 'OrderImported') inWork = event.data.status === 'MANUFACTURING_STARTED';
        if (event.type === 'OrderClaimed') {
          t.false(inWork, 'claimed while somebody worked on it');
          t.true(reservedFor === null || reservedFor === event.data.operatorId);
          inWork = true;
        }
        if (event.type === 'OrderHandedOver') {
          t.true(inWork);
          t.is(event.data.fromOperatorId, holder ?? 'nobody');
          t.not(event.data.operatorId, holder ?? 'nobody');
        }
        if (event.type === 'OrderReleased') {
          t.is(event.data.operatorId, holder ?? 'nobody');
          inWork = false;
        }
        if (event.type === 'ManufacturingCompleted') {
          t.is(event.data.operatorId, holder ?? 'nobody');
          inWork = false;
        }
        if (event.type === 'DefectReported' || event.type === 'OrderCancelled') inWork = false;
        bench = benchAfter(bench, event);
      }
    }),
  );
});

test('the order knows who holds it, for whom it is reserved and how often it failed', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      let bench: Bench = { holder: null, reservedFor: null };
      let defects = 0;
      for (const { events, ledger } of play(history)) {
        for (const { event } of events) {
          bench = benchAfter(bench, event);
          if (event.type === 'DefectReported') t.is(event.data.defects, (defects += 1));
        }
        const { claim = null, assignedTo = null, defects: known = 0 } = ledger.state ?? {};
        t.deepEqual(
          { holder: claim?.operatorId ?? null, reservedFor: assignedTo, defects: known },
          { ...bench, defects },
        );
      }
    }),
  );
});

test('a reward is earned by work and taken back by a defect, and is never a debt', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      let earnedMinor = 0;
      for (const { events, ledger } of play(history)) {
        for (const { event } of events) {
          if (event.type === 'OrderImported') earnedMinor += event.data.rewardMinor ?? 0;
          if (event.type === 'ManufacturingCompleted') earnedMinor += event.data.rewardMinor;
          if (event.type === 'DefectReported') {
            t.is(event.data.rewardTakenBackMinor, earnedMinor);
            earnedMinor -= event.data.rewardTakenBackMinor;
          }
          t.true(earnedMinor >= 0);
        }
        t.is(ledger.state?.rewardMinor ?? 0, earnedMinor);
      }
    }),
  );
});

test('a total is the sum of its pieces, and nobody gets back more than that', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      let totalMinor = 0;
      for (const { event } of eventsOf(history)) {
        if (event.type === 'OrderImported') totalMinor = event.data.totalMinor ?? 0;
        if (event.type === 'PriceCalculated') {
          const { items } = event.data;
          totalMinor = items.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
          t.is(event.data.totalMinor, totalMinor);
        }
        if (event.type !== 'OrderReturned') continue;
        const { refundMinor } = event.data;
        t.true(refundMinor === null || (refundMinor >= 0 && refundMinor <= totalMinor));
      }
    }),
  );
});
