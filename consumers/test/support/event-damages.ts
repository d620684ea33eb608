import { newEventId } from '@karat/schemas';
import type { CheckedEvent } from '../../src/check/checked-records.ts';
import { numbered, without, type Damage, type NamedDamage } from './damage.ts';
import { FOREIGN_ORDER } from './recorded-log.ts';

function changedEvent(change: (event: CheckedEvent) => CheckedEvent): Damage {
  return (log, pick) => {
    const at = pick % log.events.length;
    const event = log.events[at];
    return event === undefined ? null : { ...log, events: log.events.with(at, change(event)) };
  };
}

function withFirst(event: CheckedEvent, changes: Partial<CheckedEvent['first']>): CheckedEvent {
  const first = { ...event.first, ...changes };
  return { ...event, first, parts: [first] };
}

/** Damages of events. */
export const EVENT_DAMAGES: readonly NamedDamage[] = [
  [
    'an event that is lost',
    'events-mismatch',
    (log, pick) => ({
      ...log,
      events: numbered(without(log.events, pick % log.events.length)),
    }),
  ],
  [
    'an event that is written twice',
    'event-id-twice',
    (log, pick) => {
      const at = pick % log.events.length;
      return {
        ...log,
        events: numbered(log.events.toSpliced(at, 0, ...log.events.slice(at, at + 1))),
      };
    },
  ],
  [
    'two events that have changed places',
    'offset-backwards',
    (log, pick) => {
      const at = pick % (log.events.length - 1);
      const [one, other] = log.events.slice(at, at + 2);
      if (one === undefined || other === undefined) return null;
      if (one.commandOffset === other.commandOffset) return null;
      return { ...log, events: numbered(log.events.toSpliced(at, 2, other, one)) };
    },
  ],
  [
    'a version that is left out',
    'version-gap',
    changedEvent((event) => withFirst(event, { version: event.first.version + 1 })),
  ],
  [
    'an event under another id than the receipt names',
    'events-mismatch',
    changedEvent((event) => withFirst(event, { eventId: newEventId() })),
  ],
  [
    'an event of another command',
    'events-mismatch',
    changedEvent((event) => withFirst(event, { commandId: newEventId() })),
  ],
  [
    'an event in the partition of others',
    'wrong-partition',
    changedEvent((event) => withFirst(event, { orderId: FOREIGN_ORDER })),
  ],
  [
    'an event before the last one of its order',
    'time-backwards',
    changedEvent((event) => withFirst(event, { occurredAt: -1 })),
  ],
  [
    'an event of a writer that was shut out',
    'epoch-backwards',
    (log) => {
      const at = log.events.findLastIndex(({ first }) => first.writerEpoch > 1);
      const event = log.events[at];
      if (event === undefined) return null;
      return { ...log, events: log.events.with(at, withFirst(event, { writerEpoch: 0 })) };
    },
  ],
  [
    'an event that nobody asked for',
    'event-without-receipt',
    (log, pick) => {
      const event = log.events[pick % log.events.length];
      if (event === undefined) return null;
      const commandOffset = log.commands.length;
      const alien = withFirst(event, { eventId: newEventId() });
      return { ...log, events: numbered([...log.events, { ...alien, commandOffset }]) };
    },
  ],
  [
    'a claim on an order that has one',
    'claimed-twice',
    (log) => {
      const at = log.events.findIndex(({ first }) => first.event.type === 'OrderReleased');
      const claim = log.events.findLast(
        ({ first }, index) => index < at && first.event.type === 'OrderClaimed',
      );
      const release = log.events[at];
      if (claim === undefined || release === undefined) return null;
      const { event } = claim.first;
      return { ...log, events: log.events.with(at, withFirst(release, { event })) };
    },
  ],
  [
    'an event that its status does not allow',
    'transition-forbidden',
    changedEvent((event) => withFirst(event, { event: { type: 'OrderClosed', data: {} } })),
  ],
];
