import type { MeasuredLog } from '../rebuild/log-ends.ts';
import { logEnds } from '../rebuild/log-ends.ts';

/** Records between a position and the end of its partition that are no more than everyday. */
const NEAR_RECORDS = 1_000n;

/** Which partitions tell of the present. */
export interface Nearness {
  /** Whether a partition is near its end when it goes on from this offset; remembered. */
  readonly look: (partition: number, nextOffset: bigint) => Promise<boolean>;
  /** Looks at all partitions, whichever process has them. */
  readonly lookAtAll: (positions: ReadonlyMap<number, bigint>) => Promise<void>;
  /** The partitions that were near their ends when they were looked at. */
  readonly near: () => readonly number[];
}

/** Compares positions with the ends of the log. */
export function createNearness(log: MeasuredLog): Nearness {
  const near = new Set<number>();
  const judge = (partition: number, next: bigint, end: bigint): boolean => {
    const isNear = end - next <= NEAR_RECORDS;
    if (isNear) near.add(partition);
    else near.delete(partition);
    return isNear;
  };
  return {
    look: async (partition, nextOffset) =>
      judge(partition, nextOffset, await log.reader.endOf(log.topics.events, partition)),
    lookAtAll: async (positions) => {
      const ends = await logEnds(log);
      for (const [partition, end] of ends.entries()) {
        judge(partition, positions.get(partition) ?? 0n, BigInt(end));
      }
    },
    near: () => [...near],
  };
}
