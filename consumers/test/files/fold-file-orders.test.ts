import type { Tier } from '@karat/infra/object-store';
import test from 'ava';
import fc from 'fast-check';
import { fileKeyOf } from '../../src/files/file-id.ts';
import type { FileOrder } from '../../src/files/file-order.ts';
import { foldFileOrders } from '../../src/files/fold-file-orders.ts';
import { hottestTier } from '../../src/files/tier-of-status.ts';
import { OrdersFailed } from '../../src/subscription.ts';
import { attached, fileStories, initiated, referencesIn } from '../support/file-stories.ts';
import { envelopeOf, storyOf, type StoryEvent } from '../support/order-story.ts';

/** Keeps orders in memory, and moves exactly the files that a batch says it touches. */
function createKeeper() {
  const orders = new Map<string, FileOrder>();
  const tiers = new Map<string, Tier>();
  return {
    orders,
    tiers,
    take: (events: readonly StoryEvent[]): void => {
      const { orders: moved, touched } = foldFileOrders(events, orders);
      for (const order of moved) orders.set(order._id, order);
      for (const file of touched) {
        const referring = [...orders.values()].filter(({ files }) => files.includes(file));
        const tier = hottestTier(referring.map((order) => order.tier));
        if (tier !== null) tiers.set(file, tier);
      }
    },
  };
}

test('a file is where its hottest order wants it, however events are mixed, cut and repeated', (t) => {
  const cuts = fc.array(fc.tuple(fc.nat(39), fc.nat(10)), { maxLength: 8 });
  fc.assert(
    fc.property(fileStories, cuts, (events, batches) => {
      const keeper = createKeeper();
      const ends = batches.map(([end]) => end).toSorted((a, b) => a - b);
      let begin = 0;
      for (const [index, end] of [...ends, events.length].entries()) {
        // What was handled before may come again, and more after it.
        const back = batches[index]?.[1] ?? 0;
        keeper.take(events.slice(Math.max(0, begin - back), end));
        begin = Math.max(begin, end);
      }
      const expected = referencesIn(events);
      const referred = [...keeper.orders.values()].flatMap(({ files }) => files);
      t.is(new Set(referred).size, expected.size);
      for (const file of referred) {
        const { owner, sha256 } = fileKeyOf(file);
        const asked = expected.get(JSON.stringify([owner, sha256])) ?? new Set();
        t.is(keeper.tiers.get(file), hottestTier(asked as Set<Tier>) ?? undefined);
      }
    }),
    { numRuns: 500 },
  );
});

test('the life of an order brings its model from new to in work to the archive', (t) => {
  const keeper = createKeeper();
  const tiers = storyOf(9).map((event) => {
    keeper.take([event]);
    return keeper.tiers.get('a'.repeat(64)) ?? null;
  });
  const inWork = ['in-work', 'in-work', 'in-work', 'in-work', 'in-work'];
  t.deepEqual(tiers, [null, 'new', 'new', ...inWork, 'archive']);
});

test('files of the same bytes but of two owners go their own ways', (t) => {
  const keeper = createKeeper();
  for (const modelOwner of ['ada', 'ben']) {
    const of = { orderId: `order of ${modelOwner}` };
    const model = attached({ modelSha256: 'a'.repeat(64), modelOwner });
    keeper.take([
      envelopeOf(initiated(), { ...of, version: 1 }),
      envelopeOf(model, { ...of, version: 2 }),
    ]);
  }
  const approved = { type: 'ManufacturingApproved', data: { paymentReference: null } } as const;
  keeper.take([envelopeOf(approved, { orderId: 'order of ben', version: 3 })]);
  t.deepEqual(Object.fromEntries(keeper.tiers), {
    [`${'a'.repeat(64)}/ada`]: 'new',
    [`${'a'.repeat(64)}/ben`]: 'in-work',
  });
});

test('a missing event parks its order, and no other', (t) => {
  const whole = storyOf(3);
  const torn = storyOf(3).filter(({ version }) => version !== 2);
  const error = t.throws(() => foldFileOrders([...whole, ...torn], new Map()), {
    instanceOf: OrdersFailed,
  });
  t.deepEqual(
    error.failures.map(({ reason }) => reason),
    ['version-gap'],
  );
});
