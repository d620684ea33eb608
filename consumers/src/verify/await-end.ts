import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '@karat/infra/errors';
import type { LogConnection } from '@karat/infra/log-connection';
import type { OpenView } from '../projector/projector.ts';

const LOOK_INTERVAL_MS = 100;

/**
 * Waits until a view has reached the end that the log has now.
 * @throws `timeout` with how far it has come when `timeoutMs` is over.
 */
export async function awaitEnd(
  { reader, topics, identity }: LogConnection,
  { projection, store }: OpenView,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  const partitions = Array.from({ length: identity.partitions }, (_, partition) => partition);
  const ends = await Promise.all(partitions.map((p) => reader.endOf(topics.events, p)));
  for (;;) {
    const active = await store.active();
    const positions = active === null ? new Map() : await store.generation(active).positions();
    const behind = partitions.filter((p) => (positions.get(p) ?? 0n) < (ends[p] ?? 0n));
    if (behind.length === 0) return;
    if (performance.now() > deadline) {
      const message = `Expected ${projection.name} at the end of the log within ${String(timeoutMs)} ms, partitions behind: ${behind.join(', ')}`;
      throw new PlatformError('timeout', message, { retryable: true });
    }
    await delay(LOOK_INTERVAL_MS);
  }
}
