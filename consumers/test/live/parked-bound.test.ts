import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { createProjectorRig } from '../support/projector-rig.ts';
import { storiesOf } from '../support/stories.ts';

test('a projector halts beyond as many parked orders as its environment says', async (t) => {
  const rig = await createProjectorRig(t);
  const projector = await rig.startProjector({ VIEWS: 'order-card', MAX_PARKED_ORDERS: '0' });
  // It begins with its second event, so it cannot be folded.
  await rig.publish(storiesOf([3]).flatMap((story) => story.slice(1)));
  const url = `http://127.0.0.1:${String(projector.opsPort)}/health/ready`;
  const reasons = await eventually(async () => {
    const answer = await fetch(url);
    const text = await answer.text();
    return answer.status === 503 && text.includes('over-capacity') && text;
  });
  t.regex(reasons, /Expected at most 0 parked orders of [^ ]+\.projector\.order-card, got another/);
});
