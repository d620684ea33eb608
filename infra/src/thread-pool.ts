/** Threads that Node itself, its file system and name look-ups are left with. */
const OWN_THREADS = 4;

/** Reads of librdkafka at once, each of which holds a thread: what a log reader takes by default. */
const READERS = 4;

/** Threads that a process with a log reader needs. */
export const MIN_THREAD_POOL_SIZE = READERS + OWN_THREADS;

/**
 * What is wrong with a size of libuv's thread pool, or null. It is taken from the environment when
 * the process starts and cannot be changed later, so a start can only say it.
 * @see https://docs.libuv.org/en/v1.x/threadpool.html
 */
export function threadPoolFault(size: number): string | null {
  if (size >= MIN_THREAD_POOL_SIZE) return null;
  const expected = `Expected UV_THREADPOOL_SIZE of at least ${String(MIN_THREAD_POOL_SIZE)}`;
  return `${expected}, got ${String(size)}: reads of the log hold up files and name look-ups`;
}
