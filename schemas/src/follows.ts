import type { ReadEvent } from './envelope.ts';

/** The place of an event in the history of its order. */
export type EventPlace = Pick<ReadEvent, 'version' | 'part'>;

/**
 * Whether an event comes next in an order that stands at this version: the next version, or a
 * further part of the record that has just been folded.
 */
export function follows(version: number, event: EventPlace): boolean {
  return event.version === (event.part === 0 ? version + 1 : version);
}

/** Where what is stored at a version stands: stores are written after whole records only. */
export function wholeRecordAt(version: number): EventPlace {
  return { version, part: Infinity };
}

/** Whether an event was folded already by whoever has come as far as `place`. */
export function isFolded(place: EventPlace, event: EventPlace): boolean {
  if (event.version !== place.version) return event.version < place.version;
  return event.part <= place.part;
}
