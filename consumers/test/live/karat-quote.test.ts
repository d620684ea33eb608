import { randomUUID } from 'node:crypto';
import { createLogger } from '@karat/infra/logger';
import { decide, evolve } from '@karat/producers/order';
import type { EventEnvelope, OrderEvent, OrderItem, OrderState } from '@karat/schemas';
import test from 'ava';
import { examineItem } from '../../src/pricing/examine-item.ts';
import { analyseModel } from '../../src/pricing/mesh/analyse-mesh.ts';
import { priceSubmission } from '../../src/pricing/price-submission.ts';
import { TARIFF_2026_11 } from '../../src/pricing/tariff/tariff-2026-11.ts';
import { boxStl } from '../support/meshes.ts';
import { eventOf, STORY_TIME } from '../support/order-story.ts';
import { createProjectorRig } from '../support/projector-rig.ts';
import { printed, runKarat } from '../support/run-karat.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const TARIFF = { ...TARIFF_2026_11, sellerMarkupBasisPoints: { jewels: 700 } };
const ITEM: OrderItem = {
  itemId: 'ring',
  quantity: 7,
  material: 'gold-750',
  finish: 'matte',
  modelSha256: 'a'.repeat(64),
  modelFormat: 'STL',
  modelBytes: 684,
  stones: 3,
  engravedLetters: 5,
};

test.serial('the quote of an order is made again from the log alone, to the cent', async (t) => {
  const rig = await createProjectorRig(t);
  const events = await pricedOrder();
  await rig.publish(events);
  const orderId = events[0]?.orderId ?? '';
  // Once without any view, by the partition; once by the index of events.
  for (const prepare of [null, ['rebuild', 'event-index']]) {
    if (prepare !== null) t.is((await runKarat(rig, ...prepare)).code, 0);
    const explained = await runKarat(rig, 'quote', 'explain', orderId, '--json');
    t.is(explained.code, 0, explained.stderr + explained.stdout);
    t.like(printed(explained), {
      orderId,
      equal: true,
      prices: { 0: { version: 3, rush: true, sellerId: 'jewels', differences: { length: 0 } } },
    });
  }
  const words = await runKarat(rig, 'quote', 'explain', orderId);
  t.regex(words.stdout, /^ {4}markup +\d+ {2}= sum of the parts before × markupBasisPoints/m);
  t.regex(words.stdout, /Made again from these figures it is the same, to the cent\./);
});

test.serial(
  'a price that does not come out again, or that is not there, is said to be so',
  async (t) => {
    const rig = await createProjectorRig(t);
    const events = await pricedOrder();
    const forged = events.map((one) => {
      const { event } = one;
      if (event.type !== 'PriceCalculated') return one;
      return { ...one, event: { ...event, data: { ...event.data, totalMinor: 1 } } };
    });
    await rig.publish(forged);
    const orderId = events[0]?.orderId ?? '';
    const explained = await runKarat(rig, 'quote', 'explain', orderId);
    t.is(explained.code, 1);
    t.regex(
      explained.stdout,
      /Made again it is another:\n {2}Expected totalMinor 1 as recorded, got/,
    );
    const none = await runKarat(rig, 'quote', 'explain', randomUUID());
    t.is(none.code, 1);
    t.regex(none.stdout, /^Expected a price of the order .*, got none$/m);
  },
);

/** An order as the decider begins and prices it, with the answer that pricing gives. */
async function pricedOrder(): Promise<readonly EventEnvelope[]> {
  const orderId = randomUUID();
  const story = eventOf('OrderInitiated').event;
  if (story.type !== 'OrderInitiated') throw new TypeError('Expected a story that begins');
  const begun = { ...story, data: { ...story.data, items: [ITEM] } } as const;
  const promise = { rush: true, dueAt: STORY_TIME + 1, policyVersion: 'p1' };
  const before = evolve(null, { orderId, version: 1, occurredAt: STORY_TIME, event: begun });
  const submitted = decided(before, { type: 'SubmitOrder', data: promise }, 'seller');
  if (submitted.type !== 'OrderSubmitted') throw new TypeError('Expected a submission');
  const answer = await priceSubmission(submitted.data, STORY_TIME, {
    tariff: TARIFF,
    logger,
    examine: (item) =>
      examineItem(item, {
        analysisOf: () => Promise.resolve(analyseModel(boxStl([12.3, 4.5, 6.7]))),
        logger,
      }),
  });
  const waiting = evolve(before, { orderId, version: 2, occurredAt: STORY_TIME, event: submitted });
  const priced = decided(waiting, answer, 'pricing');
  return [begun, submitted, priced].map((event, index) =>
    eventOf('OrderInitiated', { orderId, version: index + 1, event }),
  );
}

function decided(
  order: OrderState,
  command: Parameters<typeof decide>[0]['command'],
  role: 'seller' | 'pricing',
): OrderEvent {
  const actor = { role, id: role === 'seller' ? 'jewels' : role };
  const decision = decide({ command, actor, expectedVersion: null, decidedAt: STORY_TIME }, order);
  if (decision.kind !== 'accepted') throw new TypeError(JSON.stringify(decision));
  const [event] = decision.events;
  if (event === undefined) throw new TypeError('Expected an event');
  return event;
}
