import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { AT_ONCE, createOrderLoad, type OrderLoad, type ReadRow } from '../support/order-load.ts';
import { watchQueue } from '../support/queue-watch.ts';
import { createRebuildRig } from '../support/rebuild-rig.ts';
import { printed, runKarat } from '../support/run-karat.ts';
import { interleaved, showsAll, type Story } from '../support/stories.ts';
import { startReaders, type Reading } from '../support/view-readers.ts';

/** Orders in the queue: with a partition less of them a list would be short. */
const STANDING = 280;
/** Rows of a list, which is never empty nor short meanwhile. */
const PAGE = 200;
/** Events of one step of the load. */
const STEP = 12;

test('while views are rebuilt under load, no read fails and no row is wrong', async (t) => {
  t.timeout(180_000);
  const rig = await createRebuildRig(t);
  const load = createOrderLoad(STANDING);
  await rig.startProjector();
  await rig.publish(interleaved(load.standing));
  await showsAll(rig, load.standing);
  const readers = await startReaders(t, rig, readingsOf(load));
  const watch = await watchQueue(t, readers.urlOf('operator'));
  await eventually(() => readers.right() > 10);

  const rebuilds = { areOver: false };
  const rebuilding = Promise.all(['work-queue', 'order-card'].map(rebuildTwice)).finally(() => {
    rebuilds.areOver = true;
  });
  while (!rebuilds.areOver) {
    await rig.publish(load.next(STEP));
    // Readers see each step: so there is something to see under the switch, whenever it comes.
    const before = readers.right();
    await eventually(() => rebuilds.areOver || readers.right() > before, { intervalMs: 5 });
  }
  const rebuilt = (await rebuilding).flat();
  await rig.publish(load.rest());
  const { wrong, refused } = await readers.stop();
  t.deepEqual(wrong, []);
  t.is(refused, 0);
  for (const ended of rebuilt) {
    t.is(ended.code, 0, ended.stderr);
    t.like(printed(ended), { switched: true, difference: { differing: 0 } });
  }
  await showsAll(rig, load.all());
  t.is((await runKarat(rig, 'verify', 'all', '--wait')).code, 0);
  const inQueue = new Set(load.standing.map(orderOf));
  await eventually(() => [...watch.shown().keys()].every((orderId) => inQueue.has(orderId)));
  t.deepEqual(watch.wentBack(), []);
  t.true(watch.resets() > 0);

  async function rebuildTwice(name: string) {
    const once = await runKarat(rig, 'rebuild', name, '--json');
    return [once, await runKarat(rig, 'rebuild', name, '--json')];
  }
});

/** Lists that are always full, and an order that is always there. */
function readingsOf(load: OrderLoad): readonly Reading[] {
  const lists = [
    // Rows that move on between two reads of a page are left out of it.
    { api: 'operator', path: '/v1/work-queue?sort=newest&limit=200', atLeast: PAGE - AT_ONCE },
    { api: 'crm', path: '/v1/orders?limit=200', atLeast: PAGE },
  ] as const;
  const orderId = orderOf(load.standing[0] ?? []);
  const judgeOne = load.createJudge();
  return [
    ...lists.map(({ api, path, atLeast }) => {
      const judge = load.createJudge();
      const isRight = (body: unknown): boolean => {
        const { items } = body as { readonly items: readonly ReadRow[] };
        return items.length >= atLeast && items.every(judge);
      };
      return { api, path, isRight };
    }),
    {
      api: 'crm',
      path: `/v1/orders/${orderId}`,
      isRight: (body) => judgeOne(body as ReadRow),
    },
  ];
}

function orderOf([first]: Story): string {
  return first?.orderId ?? '';
}
