import type { ChainableCommander } from 'ioredis';

/** Orders that one command, script or transaction is about at most: it holds up everybody else. */
export const ORDERS_AT_ONCE = 1_000;

/** What is asked of Redis at once, in pieces. */
export function* inPieces<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += ORDERS_AT_ONCE) {
    yield items.slice(start, start + ORDERS_AT_ONCE);
  }
}

/**
 * The answers to a pipeline or a transaction.
 * @throws the error of the first command that failed; a pipeline answers even then.
 */
export async function executed(pipeline: ChainableCommander): Promise<readonly unknown[]> {
  return ((await pipeline.exec()) ?? []).map(([error, result]) => {
    if (error !== null) throw error;
    return result;
  });
}
