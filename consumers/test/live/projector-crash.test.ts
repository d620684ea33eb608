import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { createProjectorRig } from '../support/projector-rig.ts';
import { expectedOf, interleaved, PROJECTIONS, showsAll, storiesOf } from '../support/stories.ts';

test.serial(
  'a projector that was killed in the middle goes on where its views stand',
  async (t) => {
    const rig = await createProjectorRig(t);
    const projector = await rig.startProjector();
    const stories = storiesOf(Array.from({ length: 600 }, () => 9));
    await rig.publish(interleaved(stories));
    await eventually(async () => ((await rig.readView('order-card'))?.size ?? 0) > 0);
    await projector.kill9();
    await projector.restart();
    await showsAll(rig, stories);
    for (const projection of PROJECTIONS) {
      t.deepEqual(await rig.readView(projection.name), expectedOf(projection, stories));
    }
  },
);

test.serial(
  'a projector that was frozen until another had its partitions harms nothing',
  async (t) => {
    const rig = await createProjectorRig(t);
    const frozen = await rig.startProjector();
    const stories = storiesOf(Array.from({ length: 100 }, () => 9));
    const events = interleaved(stories);
    await rig.publish(events.slice(0, 450));
    await eventually(async () => ((await rig.readView('order-card'))?.size ?? 0) > 0);
    const { pid } = frozen;
    if (pid === null) return t.fail('Expected the projector to run');
    process.kill(pid, 'SIGSTOP');
    await rig.startProjector();
    await rig.publish(events.slice(450, 800));
    await showsAll(
      rig,
      stories.map((story) => story.slice(0, 8)),
    );
    process.kill(pid, 'SIGCONT');
    await rig.publish(events.slice(800));
    await showsAll(rig, stories);
    for (const projection of PROJECTIONS) {
      t.deepEqual(await rig.readView(projection.name), expectedOf(projection, stories));
    }
  },
);
