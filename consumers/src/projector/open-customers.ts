import { PlatformError } from '@karat/infra/errors';
import type { KeyStore } from '@karat/infra/key-store';
import type { Customer, ProjectedEvent } from '@karat/projections';
import type { ReadEvent } from '@karat/schemas';
import { openEvent, personalFieldsOf, type PlainEvent } from '@karat/schemas/codec';
import { OrdersFailed } from '../subscription.ts';

/** Makes events into what projections fold. */
export type OpenCustomers = (events: readonly ReadEvent[]) => Promise<readonly ProjectedEvent[]>;

/**
 * Opens the sealed customer or words of each event that has some; null where the key is gone,
 * because the personal data was erased.
 */
export function createOpenCustomers(keys: Pick<KeyStore, 'findKeys'>): OpenCustomers {
  return async (events) => {
    const isSealed = ({ event }: ReadEvent): boolean => personalFieldsOf(event.type).length > 0;
    const sealed = events.filter(isSealed);
    // One question for a batch: a question an order was most of what a rebuild took.
    const found = await keys.findKeys(sealed.map(({ orderId }) => orderId));
    return events.map((event) => {
      const key = found.get(event.orderId) ?? null;
      return withOpened(event, isSealed(event) ? open(event, key) : NOTHING);
    });
  };
}

/** For projections that show no personal data: what is not opened cannot get anywhere. */
export const leaveSealed: OpenCustomers = (events) =>
  Promise.resolve(events.map((event) => withOpened(event, NOTHING)));

/** Every event of every view passes here: field by field takes an eighth of what spreading does. */
function withOpened(event: ReadEvent, { customer, words }: Opened): ProjectedEvent {
  return {
    eventId: event.eventId,
    orderId: event.orderId,
    version: event.version,
    occurredAt: event.occurredAt,
    actor: event.actor,
    event: event.event,
    part: event.part,
    commandId: event.commandId,
    bodyHash: event.bodyHash,
    commandOffset: event.commandOffset,
    correlationId: event.correlationId,
    traceparent: event.traceparent,
    writerEpoch: event.writerEpoch,
    partition: event.partition,
    offset: event.offset,
    customer,
    words,
  };
}

type Opened = Pick<ProjectedEvent, 'customer' | 'words'>;

const NOTHING: Opened = { customer: null, words: null };

function open({ event, orderId, offset }: ReadEvent, key: Buffer | null): Opened {
  try {
    return opened(openEvent(event, { orderId, key }));
  } catch (cause) {
    // What a key does not open today it never will.
    throw new OrdersFailed([{ offset, reason: 'undecodable', cause }]);
  }
}

function opened(plain: PlainEvent): Opened {
  switch (plain.type) {
    case 'OrderInitiated':
    case 'OrderImported':
      return { customer: parseCustomer(plain.data.customer), words: null };
    case 'NoteAdded':
      return { customer: null, words: plain.data.text };
    case 'DefectReported':
    case 'OrderReturned':
      return { customer: null, words: plain.data.description };
    default:
      return NOTHING;
  }
}

function parseCustomer(text: string | null): Customer | null {
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) {
    // The text is personal data, so the message tells nothing of it.
    throw new PlatformError('undecodable', 'Expected an object with the customer of an order');
  }
  const fields = value as Partial<Record<string, unknown>>;
  const field = (name: keyof Customer): string => {
    const content = fields[name];
    return typeof content === 'string' ? content : '';
  };
  return {
    name: field('name'),
    email: field('email'),
    phone: field('phone'),
    address: field('address'),
  };
}
