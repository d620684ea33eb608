import type { Logger } from '@karat/infra/logger';
import type { QueueCounts } from '../queries/queue-query.ts';
import type { WorkQueue } from '../queries/work-queue.ts';
import { createCoalescer } from './coalesce.ts';
import type { FeedEntry } from './feed.ts';

/** What a hub tells whoever listens. */
export type FeedNews =
  | {
      readonly kind: 'changes';
      readonly generation: string;
      readonly entries: readonly FeedEntry[];
    }
  | { readonly kind: 'counts'; readonly counts: QueueCounts }
  /** Another generation is live: what was told before no longer holds. */
  | { readonly kind: 'reset' };

/** Spreads one reading of the feed over all clients of this process. */
export interface FeedHub {
  /** Listens from now on; gives what ends it. */
  readonly listen: (listener: (news: FeedNews) => void) => () => void;
  /** Takes what was read. */
  readonly take: (generation: string, entries: readonly FeedEntry[]) => void;
  readonly reset: () => void;
  readonly close: () => void;
}

/** Settings of {@link createFeedHub}. */
export interface FeedHubOptions {
  readonly queue: WorkQueue;
  readonly logger: Logger;
}

/** Creates a hub that nobody listens to yet. */
export function createFeedHub({ queue, logger }: FeedHubOptions): FeedHub {
  const listeners = new Set<(news: FeedNews) => void>();
  const tell = (news: FeedNews): void => {
    for (const listener of listeners) listener(news);
  };
  const tellCounts = async (generation: string): Promise<void> => {
    try {
      tell({ kind: 'counts', counts: await queue.counts(generation) });
    } catch (error) {
      // The next change brings them again.
      logger.warn({ error }, 'queue counts not read');
    }
  };

  let current = '';
  const changes = createCoalescer((entries) => {
    tell({ kind: 'changes', generation: current, entries });
    void tellCounts(current);
  });

  return {
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    take: (generation, entries) => {
      if (generation !== current) changes.forget();
      current = generation;
      changes.add(entries);
    },
    reset: () => {
      changes.forget();
      tell({ kind: 'reset' });
    },
    close: () => {
      changes.forget();
      listeners.clear();
    },
  };
}
