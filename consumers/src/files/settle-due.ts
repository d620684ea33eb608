import { settleFile, type SettleOptions } from './settle-file.ts';

/** Files that one process looks after at once. */
const AT_ONCE = 4;

/**
 * Looks after all files that are due and not asked for by partitions outside of `near`, until there
 * are none, or the signal fires.
 * @throws what is retryable, when those under way have ended.
 */
export async function settleDue(
  options: SettleOptions,
  near: readonly number[],
  signal?: AbortSignal,
): Promise<void> {
  let isOver = false;
  const work = async (): Promise<void> => {
    while (!isOver && signal?.aborted !== true) {
      const held = await options.moves.take(near);
      if (held === null) return;
      await settleFile(options, held);
    }
  };
  const ended = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, () =>
      work().catch((error: unknown) => {
        isOver = true;
        throw error;
      }),
    ),
  );
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
