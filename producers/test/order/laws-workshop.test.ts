import type { EventEnvelope, OrderEvent } from '@karat/schemas';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { histories, historiesRichIn, play } from '../support/histories.ts';

const eventsOf = (history: Parameters<typeof play>[0]): readonly EventEnvelope[] =>
  play(history).flatMap(({ events }) => events);

/** Who works on an order, retold from its events without `evolve`. */
interface Bench {
  readonly holder: string | null;
  readonly reservedFor: string | null;
  readonly inWork: boolean;
}

const EMPTY_BENCH: Bench = { holder: null, reservedFor: null, inWork: false };

function benchAfter(bench: Bench, event: OrderEvent): Bench {
  switch (event.type) {
    case 'OrderImported': {
      const inWork = event.data.status === 'MANUFACTURING_STARTED';
      return { holder: event.data.operatorId, reservedFor: null, inWork };
    }
    case 'OrderAssigned':
      return { ...bench, reservedFor: event.data.operatorId };
    case 'OrderClaimed':
    case 'OrderHandedOver':
      return { holder: event.data.operatorId, reservedFor: null, inWork: true };
    case 'ManufacturingApproved':
    case 'OrderReleased':
    case 'DefectReported':
      return { ...bench, holder: null, inWork: false };
    case 'ManufacturingCompleted':
    case 'OrderCancelled':
      return { ...bench, inWork: false };
    default:
      return bench;
  }
}

/** Holds an event to who works on the order before it. */
function holdToBench(t: ExecutionContext, event: OrderEvent, bench: Bench): void {
  const holder = bench.holder ?? 'nobody';
  switch (event.type) {
    case 'OrderClaimed':
      t.false(bench.inWork, 'claimed while somebody worked on it');
      t.is(event.data.operatorId, bench.reservedFor ?? event.data.operatorId);
      break;
    case 'OrderHandedOver':
      t.true(bench.inWork);
      t.is(event.data.fromOperatorId, holder);
      t.not(event.data.operatorId, holder);
      break;
    case 'OrderReleased':
    case 'ManufacturingCompleted':
      t.is(event.data.operatorId, holder);
      break;
    default:
  }
}

test('at any time exactly one operator holds an order in work, however many ask for it', (t) => {
  fc.assert(
    fc.property(historiesRichIn('AssignOrder', 'ClaimOrder'), (history) => {
      let bench = EMPTY_BENCH;
      for (const { event } of eventsOf(history)) {
        holdToBench(t, event, bench);
        bench = benchAfter(bench, event);
      }
    }),
  );
});

test('the order knows who holds it, for whom it is reserved and how often it failed', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      let bench = EMPTY_BENCH;
      let defects = 0;
      for (const { events, ledger } of play(history)) {
        for (const { event } of events) {
          bench = benchAfter(bench, event);
          if (event.type === 'DefectReported') t.is(event.data.defects, (defects += 1));
        }
        const { claim = null, assignedTo = null, defects: known = 0 } = ledger.state ?? {};
        t.deepEqual(
          { holder: claim?.operatorId ?? null, reservedFor: assignedTo, defects: known },
          { holder: bench.holder, reservedFor: bench.reservedFor, defects },
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
