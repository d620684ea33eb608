import { orderStages, type LeftStage } from '@karat/projections';
import test from 'ava';
import { stagesOfOrder, stageStatistics } from '../../src/queries/stage-statistics.ts';
import { profiled } from '../support/profiled.ts';
import { createViewDatabase, type StoredDocument } from '../support/view-database.ts';

const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2026, 10, 1);

/** Stays of all lengths, from none to weeks, that end over ten days. */
function stageNo(index: number): StoredDocument & LeftStage {
  const orderId = `order-${String(Math.floor(index / 12))}`;
  const version = 2 + (index % 12);
  const ms = index === 0 ? 0 : Math.floor(Math.exp((index * 0.37) % 21));
  const leftAt = BEGIN + ((index * 7_919) % 1_000) * (DAY_MS / 100);
  const status = index % 3 === 0 ? 'SUBMITTED' : 'MANUFACTURING_APPROVED';
  const _id = `${orderId}/${String(version)}.0`;
  return { _id, orderId, version, status, enteredAt: leftAt - ms, leftAt, ms };
}

const STAGES = Array.from({ length: 2_000 }, (_, index) => stageNo(index));

async function storedStages(t: Parameters<typeof createViewDatabase>[0]) {
  const { db, store, activate } = await createViewDatabase(t);
  // The orders themselves stand among the stages and are none.
  const orders = ['order-0', 'order-1'].map((_id) => ({ _id, ...orderStages.initial(_id) }));
  await store(orderStages, 'a', [...STAGES, ...orders]);
  await activate(orderStages, 'a');
  return db;
}

function nearestRank(stays: readonly number[], share: number): number {
  const sorted = stays.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
}

test('statistics tell of each status how many left it and how long they took', async (t) => {
  const db = await storedStages(t);
  const period = { from: BEGIN + 2 * DAY_MS, until: BEGIN + 9 * DAY_MS };
  const statistics = await stageStatistics(db, period);
  t.deepEqual(
    statistics.map(({ status }) => status),
    ['SUBMITTED', 'MANUFACTURING_APPROVED'],
  );
  for (const { status, count, p50Ms, p95Ms } of statistics) {
    const stays = STAGES.filter((stage) => {
      return stage.status === status && stage.leftAt >= period.from && stage.leftAt < period.until;
    }).map(({ ms }) => ms);
    t.is(count, stays.length);
    for (const [got, share] of [
      [p50Ms, 0.5],
      [p95Ms, 0.95],
    ] as const) {
      const exact = nearestRank(stays, share);
      t.true(stays.includes(got));
      t.true(
        got >= exact && got <= exact * 1.02 + 1,
        `expected ${String(exact)}, got ${String(got)}`,
      );
    }
  }
  t.deepEqual(await stageStatistics(db, { from: 0, until: BEGIN }), []);
});

test('statistics are counted from the index, and no document is read', async (t) => {
  const db = await storedStages(t);
  const period = { from: BEGIN + DAY_MS, until: BEGIN + 2 * DAY_MS };
  const [query, ...others] = await profiled(db, orderStages.name, () =>
    stageStatistics(db, period),
  );
  t.deepEqual(others, []);
  t.is(query?.plan, 'IXSCAN { leftAt: 1, status: 1, ms: 1 }');
  t.is(query?.documentsRead, 0);
});

test('the stages of one order are found by its id alone, in their order', async (t) => {
  const db = await storedStages(t);
  const stages = await stagesOfOrder(db, 'order-1');
  t.deepEqual(
    stages.map(({ orderId, version }) => `${orderId}/${String(version)}`),
    Array.from({ length: 12 }, (_, index) => `order-1/${String(index + 2)}`),
  );
  const [query] = await profiled(db, orderStages.name, () => stagesOfOrder(db, 'order-1'));
  t.is(query?.plan, 'IXSCAN { _id: 1 }');
  t.is(query?.documentsRead, 12);
});
