import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { storyOf } from '../support/order-story.ts';
import { createSubscriptionRig } from '../support/subscription-rig.ts';

test('freshness is the time from the decision of an event to its stored effect', async (t) => {
  const rig = await createSubscriptionRig(t);
  const AGO_MS = 3_000;
  let storedAt = 0;
  // The first attempt finds the store away, which is part of the way of an event, too.
  let attempts = 0;
  await rig.subscribe(({ events }) => {
    if (events.length === 0) return Promise.resolve();
    attempts += 1;
    if (attempts === 1) return Promise.reject(new TypeError('Expected the store, it is away'));
    storedAt = Date.now();
    return Promise.resolve();
  });
  const decidedAt = Date.now() - AGO_MS;
  await rig.publish(storyOf(1).map((event) => ({ ...event, occurredAt: decidedAt })));
  const read = async (part: string) => {
    const text = await rig.telemetry.registry.getSingleMetricAsString(
      'karat_subscription_freshness_seconds',
    );
    return Number(new RegExp(`_${part}\\{.*\\} (\\S+)`).exec(text)?.[1] ?? 0);
  };
  await eventually(async () => (await read('count')) === 1);
  const seconds = await read('sum');
  t.true(seconds >= AGO_MS / 1_000);
  t.true(Math.abs(seconds - (storedAt - decidedAt) / 1_000) < 1, `measured ${String(seconds)} s`);
});
