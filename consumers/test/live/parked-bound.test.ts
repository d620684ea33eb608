import type { Service } from '@karat/infra/services';
import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { createProjectorRig } from '../support/projector-rig.ts';
import { storiesOf } from '../support/stories.ts';

/** What a projector answers when it halts because too many orders are parked. */
async function halted({ opsPort }: Service): Promise<string> {
  const url = `http://127.0.0.1:${String(opsPort)}/health/ready`;
  return await eventually(async () => {
    const answer = await fetch(url);
    const text = await answer.text();
    return answer.status === 503 && text.includes('over-capacity') && text;
  });
}

/** They begin with their second event, so they cannot be folded. */
const torn = () => storiesOf([3]).flatMap((story) => story.slice(1));

test('a projector halts beyond as many parked orders as its environment says', async (t) => {
  const rig = await createProjectorRig(t);
  const projector = await rig.startProjector({ VIEWS: 'order-card', MAX_PARKED_ORDERS: '0' });
  // With events in the log a view without a live generation would be built from them instead.
  await eventually(async () => (await rig.readView('order-card')) !== null);
  await rig.publish(torn());
  t.regex(
    await halted(projector),
    /Expected at most 0 parked orders of [^ ]+\.projector\.order-card, got another/,
  );
});

test('a view that is built from the log halts at the same bound', async (t) => {
  const rig = await createProjectorRig(t);
  await rig.publish(torn());
  const projector = await rig.startProjector({ VIEWS: 'order-card', MAX_PARKED_ORDERS: '0' });
  t.regex(
    await halted(projector),
    /Expected at most 0 parked orders of [^ ]+\.projector\.order-card, got 1/,
  );
});
