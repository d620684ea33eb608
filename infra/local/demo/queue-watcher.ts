import type { PlatformRecord } from '../platform/running-platform.ts';

/** Sees orders appear in the operators' work queue, as their page does: over its event stream. */
export interface QueueWatcher {
  /** Resolves when the order waits for an operator, or did before. */
  readonly seen: (orderId: string) => Promise<void>;
  readonly close: () => void;
}

/** Follows the stream and joins it again where it broke off. */
export function watchQueue(platform: PlatformRecord): QueueWatcher {
  const seen = new Set<string>();
  const waiting = new Map<string, () => void>();
  const ending = new AbortController();
  const note = (orderId: string): void => {
    seen.add(orderId);
    waiting.get(orderId)?.();
    waiting.delete(orderId);
  };
  void follow(platform, ending.signal, note);
  return {
    seen: (orderId) =>
      new Promise((resolve) => {
        if (seen.has(orderId)) resolve();
        else waiting.set(orderId, resolve);
      }),
    close: () => {
      ending.abort();
    },
  };
}

async function follow(
  platform: PlatformRecord,
  signal: AbortSignal,
  note: (orderId: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await readStream(platform, signal, note);
    } catch {
      // The service was away or this watcher was closed; the snapshot of the next stream tells all.
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

async function readStream(
  { apis, tokens }: PlatformRecord,
  signal: AbortSignal,
  note: (orderId: string) => void,
): Promise<void> {
  const token = tokens.find(({ id }) => id === 'anna')?.token ?? '';
  const url = `${apis['operator'] ?? ''}/v1/work-queue/stream?status=MANUFACTURING_APPROVED`;
  const response = await fetch(url, { signal, headers: { authorization: `Bearer ${token}` } });
  const decoder = new TextDecoder();
  let buffered = '';
  for await (const chunk of response.body ?? []) {
    buffered += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = buffered.split('\n\n');
    buffered = blocks.pop() ?? '';
    for (const block of blocks) for (const orderId of ordersIn(block)) note(orderId);
  }
}

const ORDER_ID = /"orderId":"([0-9a-f-]{36})"/g;

/** Orders of a snapshot or an upsert; those that leave the queue are of no interest here. */
function ordersIn(block: string): readonly string[] {
  if (!/^event: (snapshot|upsert)$/m.test(block)) return [];
  return [...block.matchAll(ORDER_ID)].map((match) => match[1] ?? '');
}
