import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { createRebuildRig, type RebuildRig } from '../support/rebuild-rig.ts';
import { runKarat } from '../support/run-karat.ts';
import { interleaved, showsAll, storiesOf, type Story } from '../support/stories.ts';
import { startReaders, type Reading } from '../support/view-readers.ts';

/** Orders that all wait in the queue, so that there is one right answer to each question. */
const approved = (count: number) => storiesOf(Array.from({ length: count }, () => 4));

interface Page {
  readonly items: readonly { readonly orderId: string; readonly status: string }[];
  readonly counts?: Readonly<Record<string, number>>;
}

function readingsOf(stories: readonly Story[]): readonly Reading[] {
  const ids = stories.map(([first]) => first?.orderId ?? '').sort();
  const showsThem = ({ items }: Page): boolean => {
    return JSON.stringify(items.map(({ orderId }) => orderId).sort()) === JSON.stringify(ids);
  };
  const order = ids[0] ?? '';
  return [
    {
      api: 'operator',
      path: '/v1/work-queue?limit=200',
      isRight: (body) => {
        const page = body as Page;
        return showsThem(page) && page.counts?.['MANUFACTURING_APPROVED'] === ids.length;
      },
    },
    { api: 'crm', path: '/v1/orders?limit=100', isRight: (body) => showsThem(body as Page) },
    {
      api: 'crm',
      path: `/v1/orders/${order}`,
      isRight: (body) => (body as { orderId: string }).orderId === order,
    },
  ];
}

async function isWhole(rig: RebuildRig, stories: readonly Story[]): Promise<void> {
  await showsAll(rig, stories);
  await eventually(async () => (await runKarat(rig, 'verify', 'all')).code === 0);
}

test.serial('while lost views are built anew, readers get the truth or 503', async (t) => {
  const rig = await createRebuildRig(t);
  const projector = await rig.startProjector();
  const stories = approved(60);
  await rig.publish(interleaved(stories));
  await showsAll(rig, stories);
  const readers = await startReaders(t, rig, readingsOf(stories));
  await eventually(() => readers.right() > 10);
  const losses = [
    () => rig.deleteRedisKeys(),
    () => rig.dropDatabase('view_crm'),
    // While nobody is there to notice.
    async () => {
      await projector.stop();
      await Promise.all([rig.deleteRedisKeys(), rig.dropDatabase('view_crm')]);
      const before = readers.refused();
      await eventually(() => readers.refused() > before + 5);
      await projector.restart();
    },
  ];
  for (const lose of losses) {
    const refused = readers.refused();
    await lose();
    await eventually(() => readers.refused() > refused);
    await showsAll(rig, stories);
    const right = readers.right();
    await eventually(() => readers.right() > right + 10);
  }
  const { wrong, refused } = await readers.stop();
  t.deepEqual(wrong, []);
  t.true(refused > 0);
  await isWhole(rig, stories);
});

test.serial('a view of which only the documents were dropped is built anew', async (t) => {
  const rig = await createRebuildRig(t);
  await rig.startProjector();
  const stories = approved(30);
  await rig.publish(interleaved(stories));
  await showsAll(rig, stories);
  const readers = await startReaders(t, rig, readingsOf(stories));
  await eventually(() => readers.right() > 5);
  await (await rig.liveCards()).drop();
  await eventually(() => readers.refused() > 0);
  await showsAll(rig, stories);
  t.deepEqual((await readers.stop()).wrong, []);
  await isWhole(rig, stories);
});

test.serial('a database restored from an old backup catches up by itself', async (t) => {
  const rig = await createRebuildRig(t);
  const projector = await rig.startProjector();
  const stories = storiesOf(Array.from({ length: 30 }, () => 9));
  const events = interleaved(stories);
  await rig.publish(events.slice(0, 90));
  await showsAll(
    rig,
    stories.map((story) => story.slice(0, 3)),
  );
  const backup = await rig.backUp('view_crm');
  await rig.publish(events.slice(90, 180));
  await showsAll(
    rig,
    stories.map((story) => story.slice(0, 6)),
  );
  await backup.restore();
  await showsAll(
    rig,
    stories.map((story) => story.slice(0, 6)),
  );
  // The live generation of the backup may be one that is long gone.
  t.is((await runKarat(rig, 'rebuild', 'order-card')).code, 0);
  await projector.stop();
  await backup.restore();
  await projector.restart();
  await rig.publish(events.slice(180));
  await isWhole(rig, stories);
});
