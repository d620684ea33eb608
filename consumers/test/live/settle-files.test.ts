import type { ObjectKey, Tier } from '@karat/infra/object-store';
import { createLogger } from '@karat/infra/logger';
import { eventually } from '@karat/infra/testing';
import test, { type ExecutionContext } from 'ava';
import type { FileOrder } from '../../src/files/file-order.ts';
import { openFileOrderBook } from '../../src/files/file-order-book.ts';
import type { SettleOutcome } from '../../src/files/files-metrics.ts';
import { openMoveQueue } from '../../src/files/move-queue.ts';
import type { Nearness } from '../../src/files/nearness.ts';
import { settleDue } from '../../src/files/settle-due.ts';
import type { SettleOptions } from '../../src/files/settle-file.ts';
import { createTakeFileEvents } from '../../src/files/take-file-events.ts';
import { storyOf } from '../support/order-story.ts';
import { createStoresRig } from '../support/stores-rig.ts';

const FILE = 'a'.repeat(64);
const LEASE_MS = 400;

/** The parts of the service on a real database, with a store that only remembers its moves. */
async function createSettlingRig(t: ExecutionContext, move: (tier: Tier) => Promise<void>) {
  const { db } = await createStoresRig(t);
  const orders = openFileOrderBook(db);
  const moves = openMoveQueue(db, LEASE_MS);
  await Promise.all([orders.ensureIndexes(), moves.ensureIndexes()]);
  const outcomes: SettleOutcome[] = [];
  const options: SettleOptions = {
    orders,
    moves,
    objects: {
      tierOf: () => Promise.resolve('new'),
      move: (_key: ObjectKey, tier: Tier) => move(tier),
    },
    metrics: { settled: (outcome) => outcomes.push(outcome) },
    logger: createLogger({ service: 'test', level: 'fatal' }),
    renewEveryMs: LEASE_MS / 4,
  };
  const store = (order: FileOrder) =>
    db.client.withSession((session) =>
      session.withTransaction(async () => {
        await moves.mark(order.files, { session });
        await orders.save([order], session);
      }),
    );
  return { db, orders, moves, options, outcomes, store };
}

function orderIn(tier: Tier, version: number, _id = 'order'): FileOrder {
  const pieces = [{ itemId: 'ring', file: FILE }];
  return { _id, version, status: 'INITIATED', tier, pieces, files: [FILE] };
}

test('whoever asks while a model is moved has it decided anew', async (t) => {
  const moved: Tier[] = [];
  const rig = await createSettlingRig(t, async (tier) => {
    moved.push(tier);
    // The order goes on while its model is under way.
    if (moved.length === 1) await rig.store(orderIn('archive', 2));
  });
  await rig.store(orderIn('in-work', 1));
  await settleDue(rig.options, []);
  t.deepEqual(moved, ['in-work', 'archive']);
  t.is((await rig.moves.backlog()).waiting, 0);
});

test('a model is moved by one process at a time, and what a dead one held is taken over', async (t) => {
  let underWay = 0;
  let most = 0;
  const rig = await createSettlingRig(t, async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await rig.store(orderIn('in-work', 1, `order ${String(most)}`)).catch(() => undefined);
    underWay -= 1;
  });
  await rig.store(orderIn('in-work', 1));
  const dead = await rig.moves.takeFile(FILE);
  t.truthy(dead);
  t.is(await rig.moves.takeFile(FILE), null);
  await eventually(async () => {
    await Promise.all([settleDue(rig.options, []), settleDue(rig.options, [])]);
    return rig.outcomes.length > 0;
  });
  t.is(most, 1);
  t.false(dead !== null && (await rig.moves.end(dead)));
});

test('a model that cannot be moved for good holds up no other, and is counted', async (t) => {
  const rig = await createSettlingRig(t, () => Promise.reject(new TypeError('rotten')));
  await rig.store(orderIn('in-work', 1));
  await settleDue(rig.options, []);
  t.deepEqual(rig.outcomes, ['failed']);
  t.is((await rig.moves.backlog()).waiting, 1);
  await settleDue(rig.options, []);
  t.deepEqual(rig.outcomes, ['failed']);
});

test('a history that is read again moves a model once, when it has been read', async (t) => {
  const moved: Tier[] = [];
  const rig = await createSettlingRig(t, (tier) => {
    moved.push(tier);
    return Promise.resolve();
  });
  let isNear = false;
  const nearness: Nearness = {
    look: () => Promise.resolve(isNear),
    lookAtAll: () => Promise.resolve(),
    near: () => (isNear ? [7] : []),
  };
  const settle = (near: readonly number[]) => settleDue(rig.options, near);
  const take = createTakeFileEvents({ ...rig, client: rig.db.client, nearness, settle });
  const bounds = { partition: 7, nextOffset: 1n, skipped: [] };
  const story = storyOf(9).map((event) => ({ ...event, partition: 7 }));
  for (const event of story.slice(0, 8)) await take({ ...bounds, events: [event] });
  await settle([]);
  t.deepEqual(moved, []);
  isNear = true;
  await take({ ...bounds, events: story.slice(8) });
  t.deepEqual(moved, ['archive']);
});
