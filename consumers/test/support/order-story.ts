import { randomUUID } from 'node:crypto';
import type { EventEnvelope, OrderEvent, OrderEventType, ReadEvent } from '@karat/schemas';
import { newEventId } from '@karat/schemas';

/** An event of a story, as it would be read. */
export type StoryEvent = EventEnvelope & Pick<ReadEvent, 'part' | 'offset'>;

/** When the stories of tests happen, epoch ms. */
export const STORY_TIME = Date.parse('2026-11-21T07:46:05.651Z');

const ITEM = {
  itemId: 'ring',
  quantity: 1,
  material: 'silver-925',
  finish: 'polished',
  modelSha256: 'a'.repeat(64),
  modelFormat: 'STL',
  modelBytes: 684,
  modelOwner: null,
  modelUnit: null,
  stones: 0,
  engravedLetters: 0,
};

const BARE_ITEM = { ...ITEM, modelSha256: null, modelFormat: null, modelBytes: null };

const EVENTS = {
  OrderInitiated: {
    type: 'OrderInitiated',
    data: {
      sellerId: 'jewels',
      sellerOrderRef: 'A-1001',
      customerId: null,
      customer: Buffer.from('sealed'),
      items: [BARE_ITEM],
    },
  },
  OrderSubmitted: {
    type: 'OrderSubmitted',
    data: {
      submissionNo: 1,
      rush: false,
      dueAt: STORY_TIME + 1_000_000,
      policyVersion: 'p1',
      items: [ITEM],
    },
  },
  PriceCalculated: {
    type: 'PriceCalculated',
    data: {
      submissionNo: 1,
      items: [],
      totalMinor: 4_200,
      currency: 'EUR',
      tariffVersion: 't1',
      metalPricesVersion: 'm1',
      estimatedWorkMs: 3_600_000,
      validUntil: STORY_TIME + 2_000_000,
      warnings: [],
    },
  },
  ManufacturingApproved: { type: 'ManufacturingApproved', data: { paymentReference: null } },
  OrderClaimed: { type: 'OrderClaimed', data: { operatorId: 'anna' } },
  ManufacturingCompleted: {
    type: 'ManufacturingCompleted',
    data: { operatorId: 'anna', rewardMinor: 500, currency: 'EUR', rewardTariffVersion: 'r1' },
  },
  PackagingStarted: { type: 'PackagingStarted', data: {} },
  OrderShipped: { type: 'OrderShipped', data: { carrier: 'dhl', trackingNumber: 'TRACK1' } },
  OrderClosed: { type: 'OrderClosed', data: {} },
} as const satisfies Partial<Record<OrderEventType, OrderEvent>>;

/** The events that stories are made of, in the order in which an order lives through them. */
export const STORY = Object.values(EVENTS);

/** One event of a story. Defaults: an order of its own, version 1, the time of the stories. */
export function eventOf(type: keyof typeof EVENTS, known: Partial<EventEnvelope> = {}): StoryEvent {
  return envelopeOf(EVENTS[type], known);
}

/** The first events of an order's life, nine at most, of a seller or of none. */
export function storyOf(
  length: number,
  { orderId = randomUUID(), sellerId = 'jewels' }: StoryOptions = {},
): readonly StoryEvent[] {
  return STORY.slice(0, length).map((event, index) =>
    envelopeOf(
      event.type === 'OrderInitiated' ? { ...event, data: { ...event.data, sellerId } } : event,
      { orderId, version: index + 1, occurredAt: Date.now() },
    ),
  );
}

/** Whose order a story tells of. */
export interface StoryOptions {
  readonly orderId?: string;
  readonly sellerId?: string | null;
}

/** An event of a story. Defaults: an order of its own, version 1, the time of the stories. */
export function envelopeOf(event: OrderEvent, known: Partial<EventEnvelope>): StoryEvent {
  return {
    eventId: newEventId(),
    orderId: randomUUID(),
    version: 1,
    occurredAt: STORY_TIME,
    actor: { role: 'logistics', id: 'lena' },
    event,
    commandId: randomUUID(),
    bodyHash: 'b'.repeat(64),
    commandOffset: '0',
    correlationId: randomUUID(),
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    writerEpoch: 1,
    part: 0,
    offset: '0',
    ...known,
  };
}
