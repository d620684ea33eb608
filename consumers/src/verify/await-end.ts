import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '@karat/infra/errors';
import type { LogConnection } from '@karat/infra/log-connection';
import type { OpenView } from '../projector/projector.ts';
import { logEnds } from '../rebuild/log-ends.ts';

const LOOK_INTERVAL_MS = 100;

/**
 * Waits until a view has reached the end that the log has now.
 * @throws `timeout` with how far it has come when `timeoutMs` is over.
 */
export async function awaitEnd(
  log: LogConnection,
  { projection, store }: OpenView,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  const ends = await logEnds(log);
  for (;;) {
    const active = await store.active();
    const positions = active === null ? new Map() : await store.generation(active).positions();
    const behind = [...ends.keys()].filter((p) => (positions.get(p) ?? 0n) < (ends[p] ?? 0));
    if (behind.length === 0) return;
    if (performance.now() > deadline) {
      const message = `Expected ${projection.name} at the end of the log within ${String(timeoutMs)} ms, partitions behind: ${behind.join(', ')}`;
      throw new PlatformError('timeout', message, { retryable: true });
    }
    await delay(LOOK_INTERVAL_MS);
  }
}
