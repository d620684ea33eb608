/** How often it looks, milliseconds. */
const INTERVAL_MS = 50;

/** A stall shorter than this is what a busy machine does anyway, milliseconds. */
const STALL_MS = 100;

/**
 * Tells when this process did nothing else for longer than 100 ms, with how long, milliseconds:
 * then nobody was answered and no heartbeat sent. Gives what ends it.
 */
export function watchStalls(onStall: (stalledMs: number) => void): () => void {
  let lastAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const stalledMs = now - lastAt - INTERVAL_MS;
    lastAt = now;
    if (stalledMs > STALL_MS) onStall(stalledMs);
  }, INTERVAL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
