/** A place in the feed of one generation of the queue. */
export interface FeedPlace {
  readonly generation: string;
  /** Id of an entry of the Redis stream, `<ms>-<count>`. */
  readonly entryId: string;
}

/** The place before the first entry. */
export const FEED_START = '0-0';

/** A place as the id of a stream event: `<generation>-<ms>-<count>`. */
export function formatFeedId({ generation, entryId }: FeedPlace): string {
  return `${generation}-${entryId}`;
}

/** The place in a `Last-Event-ID`, or null where it is none. */
export function parseFeedId(text: string): FeedPlace | null {
  const parts = /^([\w.-]{1,80})-(\d{1,15}-\d{1,15})$/.exec(text);
  const [, generation, entryId] = parts ?? [];
  return generation === undefined || entryId === undefined ? null : { generation, entryId };
}

/** Negative where the first entry was written before the second, 0 where they are the same. */
export function compareEntryIds(first: string, second: string): number {
  const [firstMs = 0, firstCount = 0] = first.split('-').map(Number);
  const [secondMs = 0, secondCount = 0] = second.split('-').map(Number);
  return firstMs - secondMs || firstCount - secondCount;
}
