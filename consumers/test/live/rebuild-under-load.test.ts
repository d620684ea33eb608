import { eventually } from '@karat/infra/testing';
import { orderCard, workQueue, type OrderCard, type WorkQueueRow } from '@karat/projections';
import test from 'ava';
import { watchQueue } from '../support/queue-watch.ts';
import { createRebuildRig } from '../support/rebuild-rig.ts';
import { printed, runKarat } from '../support/run-karat.ts';
import { expectedOf, interleaved, showsAll, storiesOf, type Story } from '../support/stories.ts';
import { startReaders } from '../support/view-readers.ts';

interface Row {
  readonly orderId: string;
  readonly version: number;
  readonly status: string;
}

/** Judges rows: each is what the events up to its version say, and no order goes back. */
function createJudge(stories: readonly Story[]) {
  const known = new Map(stories.map((story) => [story[0]?.orderId ?? '', story]));
  const seen = new Map<string, number>();
  return ({ orderId, version, status }: Row): boolean => {
    const story = known.get(orderId) ?? [];
    const isBack = version < (seen.get(orderId) ?? 0);
    seen.set(orderId, version);
    if (isBack || version < 1 || version > story.length) return false;
    const expected = expectedOf(orderCard, [story.slice(0, version)]).get(orderId);
    return (expected as OrderCard | undefined)?.status === status;
  };
}

test('while views are rebuilt under load, no read fails and no row is wrong', async (t) => {
  const rig = await createRebuildRig(t);
  await rig.startProjector();
  const stories = storiesOf(Array.from({ length: 150 }, () => 9));
  const events = interleaved(stories);
  await rig.publish(events.slice(0, 450));
  await showsAll(
    rig,
    stories.map((story) => story.slice(0, 3)),
  );
  const [judgeQueue, judgeCards] = [createJudge(stories), createJudge(stories)];
  const [first] = stories;
  const judgeOne = createJudge(stories);
  const readers = await startReaders(t, rig, [
    {
      api: 'operator',
      path: '/v1/work-queue?limit=200',
      isRight: (body) => (body as { items: readonly Row[] }).items.every(judgeQueue),
    },
    {
      api: 'crm',
      path: '/v1/orders?limit=100',
      isRight: (body) => (body as { items: readonly Row[] }).items.every(judgeCards),
    },
    {
      api: 'crm',
      path: `/v1/orders/${first?.[0]?.orderId ?? ''}`,
      isRight: (body) => judgeOne(body as Row),
    },
  ]);
  const watch = await watchQueue(t, readers.urlOf('operator'));
  await eventually(() => readers.right() > 10);
  const rebuilding = Promise.all(['work-queue', 'order-card'].map((name) => rebuildTwice(name)));
  for (let start = 450; start < events.length; start += 30) {
    await rig.publish(events.slice(start, start + 30));
  }
  for (const ended of (await rebuilding).flat()) {
    t.is(ended.code, 0, ended.stderr);
    t.like(printed(ended), { switched: true, difference: { differing: 0 } });
  }
  await showsAll(rig, stories);
  const { wrong, refused } = await readers.stop();
  t.deepEqual(wrong, []);
  t.is(refused, 0);
  t.is((await runKarat(rig, 'verify', 'all', '--wait')).code, 0);
  const queued = [...expectedOf(workQueue, stories).values()].filter((row) => {
    return (row as WorkQueueRow).status === 'MANUFACTURING_APPROVED';
  });
  t.deepEqual(queued, []);
  await eventually(() => watch.shown().size === 0);
  t.deepEqual(watch.wentBack(), []);
  t.true(watch.resets() > 0);

  async function rebuildTwice(name: string) {
    const once = await runKarat(rig, 'rebuild', name, '--json');
    return [once, await runKarat(rig, 'rebuild', name, '--json')];
  }
});
