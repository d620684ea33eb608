import { orderCard, workQueue } from '@karat/projections';
import test from 'ava';
import { CUSTOMER } from '../support/projector-rig.ts';
import { createRebuildRig, type RebuildRig } from '../support/rebuild-rig.ts';
import { printed, runKarat, startKarat } from '../support/run-karat.ts';
import { rebuildView } from '../../src/rebuild/rebuild-view.ts';
import { expectedOf, interleaved, showsAll, storiesOf } from '../support/stories.ts';

const nine = (count: number) => storiesOf(Array.from({ length: count }, () => 9));

test.serial('a rebuild that is killed again and again goes on where it was', async (t) => {
  const rig = await createRebuildRig(t);
  const stories = nine(300);
  const events = interleaved(stories);
  await rig.publish(events.slice(0, 300));
  await runKarat(rig, 'rebuild', 'order-card');
  // A live view that stands still and behind is waited for before it is compared.
  await rig.publish(events.slice(300));
  const moments = [
    () => rig.untilTaken('order-card', '0'),
    () => rig.untilFilled('order-card', 1),
    () => rig.untilFilled('order-card', 2),
    () => rig.untilTaken('order-card', 'end'),
  ];
  const generations: unknown[] = [];
  for (const moment of moments) {
    const karat = startKarat(rig, 'rebuild', 'order-card');
    await moment();
    karat.kill('SIGKILL');
    await karat.ended;
    generations.push((await rig.jobs.find('order-card'))?.generation);
  }
  t.is(new Set(generations).size, 1);
  const rebuilt = await runKarat(rig, 'rebuild', 'order-card', '--json');
  t.is(rebuilt.code, 0, rebuilt.stderr);
  t.like(printed(rebuilt), { generation: generations[0], documents: 300, switched: true });
  t.deepEqual(await rig.readView('order-card'), expectedOf(orderCard, stories));
});

test.serial('a rebuild whose database is dropped under it fills all of it again', async (t) => {
  const rig = await createRebuildRig(t);
  const stories = nine(20);
  await rig.publish(interleaved(stories));
  const karat = startKarat(rig, 'rebuild', 'order-card');
  await rig.untilTaken('order-card', 'end');
  karat.kill('SIGKILL');
  await karat.ended;
  await rig.dropDatabase('view_crm');
  const rebuilt = await runKarat(rig, 'rebuild', 'order-card', '--json');
  t.is(rebuilt.code, 0, rebuilt.stderr);
  t.like(printed(rebuilt), { events: 180, documents: 20, switched: true });
  t.deepEqual(await rig.readView('order-card'), expectedOf(orderCard, stories));
});

test.serial('processes share a rebuild by partitions and say the same in the end', async (t) => {
  const rig = await createRebuildRig(t);
  const stories = nine(300);
  await rig.publish(interleaved(stories));
  for (const name of ['order-card', 'work-queue']) {
    const both = await Promise.all([shared(rig, name), shared(rig, name)]);
    const [one, other] = both.map(({ partitions }) => partitions);
    t.deepEqual([...(one ?? []), ...(other ?? [])].sort(), [0, 1, 2]);
    t.true((one?.size ?? 0) > 0 && (other?.size ?? 0) > 0);
    t.deepEqual(both[0].rebuilt, both[1].rebuilt);
    t.like(both[0].rebuilt, { events: 2_700, documents: 300 });
  }
  t.deepEqual(await rig.readView('order-card'), expectedOf(orderCard, stories));
  t.deepEqual(await rig.readView('work-queue'), expectedOf(workQueue, stories));
});

async function shared({ log, jobs, viewOf }: RebuildRig, name: string) {
  const partitions = new Set<number>();
  const rebuilt = await rebuildView({
    ...{ log, view: viewOf(name), jobs, startedBy: 'test' },
    onPartition: (partition) => partitions.add(partition),
  });
  return { rebuilt, partitions };
}

test.serial('a view larger than the memory for it is rebuilt in several readings', async (t) => {
  const rig = await createRebuildRig(t);
  // Several batches of a reading, so that the slice becomes smaller in the middle of it.
  const stories = nine(800);
  await rig.publish(interleaved(stories));
  const { log, jobs, viewOf } = rig;
  const view = viewOf('order-card');
  const rebuilt = await rebuildView({ log, view, jobs, startedBy: 'test', maxHeldBytes: 100_000 });
  t.like(rebuilt, { events: 7_200, documents: 800 });
  t.deepEqual(await rig.readView('order-card'), expectedOf(orderCard, stories));
});

test.serial('what differs from the live view is shown before the switch', async (t) => {
  const rig = await createRebuildRig(t);
  const stories = nine(5);
  await rig.publish(interleaved(stories));
  await runKarat(rig, 'rebuild', 'order-card');
  const cards = await rig.liveCards();
  const [changed = '', gone = ''] = [...((await rig.readView('order-card')) ?? [])].map(
    ([key]) => key,
  );
  const customer = { ...CUSTOMER, name: 'Grace Example' };
  await cards.updateOne({ _id: changed }, { $set: { status: 'PACKAGING', customer } });
  const deleted = await cards.findOneAndDelete({ _id: gone });
  await cards.insertOne({ ...deleted, _id: 'nobody', orderId: 'nobody' });
  const rehearsed = await runKarat(rig, 'rebuild', 'order-card', '--dry-run', '--json');
  t.like(printed(rehearsed), {
    switched: false,
    difference: { compared: 4, differing: 3, missing: 1, extra: 1, moved: 0 },
  });
  const { code, stdout } = await runKarat(rig, 'rebuild', 'order-card');
  t.is(code, 0);
  t.regex(stdout, /3 documents differ from the live generation.*\n.*status: 1\n.*customer: 1\n/);
  t.true(stdout.includes('    status: expected "CLOSED", got "PACKAGING"\n    customer: differs'));
  t.true(stdout.indexOf(`missing ${gone}`) < stdout.indexOf('is live'));
  t.false(/Grace|Ada|example\.com/.test(stdout));
  t.deepEqual(await rig.readView('order-card'), expectedOf(orderCard, stories));
});

test.serial('one command goes back to the view before, which then shows everything', async (t) => {
  const rig = await createRebuildRig(t);
  await rig.startProjector();
  const stories = nine(40);
  const events = interleaved(stories);
  await rig.publish(events.slice(0, 200));
  const names = ['order-card', 'work-queue'];
  const before = await Promise.all(names.map((name) => rig.viewOf(name).store.active()));
  for (const name of names) t.is((await runKarat(rig, 'rebuild', name)).code, 0);
  await rig.publish(events.slice(200));
  await showsAll(rig, stories);
  for (const [index, name] of names.entries()) {
    const back = await runKarat(rig, 'rebuild', name, '--rollback', '--json');
    t.is(back.code, 0, back.stderr);
    t.like(printed(back), { generation: before[index], events: 160, difference: { differing: 0 } });
    t.is(await rig.viewOf(name).store.active(), before[index] ?? null);
  }
  await showsAll(rig, stories);
  t.is((await runKarat(rig, 'verify', 'all', '--wait')).code, 0);
});

test.serial('a view that was never rebuilt has nothing to go back to', async (t) => {
  const rig = await createRebuildRig(t);
  const { code, stderr } = await runKarat(rig, 'rebuild', 'order-card', '--rollback');
  t.is(code, 1);
  t.true(stderr.includes('Expected a generation before, order-card has none'));
  t.like(printed(await runKarat(rig, 'rebuild', 'order-card', '--status', '--json')), {
    generation: null,
    job: null,
  });
});

test.serial('a rebuild sends nothing and touches nothing that is owned', async (t) => {
  const rig = await createRebuildRig(t);
  await rig.startProjector();
  const stories = nine(20);
  await rig.publish(interleaved(stories));
  await showsAll(rig, stories);
  const before = await rig.traces();
  for (const name of ['order-card', 'work-queue', 'seller-order']) {
    t.is((await runKarat(rig, 'rebuild', name)).code, 0);
  }
  t.deepEqual(await rig.traces(), before);
});
