import type { RecordMetadata } from 'kafkajs';

/** Where a record stands in its topic. */
export interface Place {
  readonly partition: number;
  readonly offset: string;
}

/** Where the events that tests have published stand first, by event id. */
const places = new Map<string, Place>();

/** Remembers where events have come to stand that were sent together. */
export function rememberPlaces(
  sent: readonly { readonly eventId: string; readonly partition: number }[],
  answers: readonly RecordMetadata[],
): void {
  for (const { partition, baseOffset } of answers) {
    const own = sent.filter((event) => event.partition === partition);
    own.forEach(({ eventId }, index) => {
      if (places.has(eventId)) return;
      places.set(eventId, { partition, offset: String(BigInt(baseOffset ?? '0') + BigInt(index)) });
    });
  }
}

/** The first place of an event; that of no event where it was not published. */
export function placeOf(eventId: string): Place {
  return places.get(eventId) ?? { partition: 0, offset: '0' };
}
