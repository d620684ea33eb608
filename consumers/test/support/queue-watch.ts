import type { ExecutionContext } from 'ava';

/** An operators' page that is open: what it shows, and what would have puzzled its reader. */
export interface QueueWatch {
  /** Versions of the orders that it shows. */
  readonly shown: () => ReadonlyMap<string, number>;
  /** Orders of which a snapshot showed an older version than was shown before. */
  readonly wentBack: () => readonly string[];
  readonly resets: () => number;
}

interface Row {
  readonly orderId: string;
  readonly version: number;
}

/** Opens the live queue as the page does, which keeps the newest version of each row. */
export async function watchQueue(t: ExecutionContext, url: string): Promise<QueueWatch> {
  const closing = new AbortController();
  t.teardown(() => {
    closing.abort();
  });
  const response = await fetch(`${url}/v1/work-queue/stream`, {
    headers: { authorization: 'Bearer anna-token' },
    signal: closing.signal,
  });
  const shown = new Map<string, number>();
  const newest = new Map<string, number>();
  const wentBack: string[] = [];
  let resets = 0;
  const take = ({ orderId, version }: Row, isShown: boolean): void => {
    if (version < (newest.get(orderId) ?? 0)) return;
    newest.set(orderId, version);
    if (isShown) shown.set(orderId, version);
    else shown.delete(orderId);
  };
  const onEvent = (event: string, data: string): void => {
    if (event === 'upsert') take((JSON.parse(data) as { readonly row: Row }).row, true);
    if (event === 'remove') take(JSON.parse(data) as Row, false);
    if (event === 'reset') resets += 1;
    if (event !== 'snapshot') return;
    const { queues } = JSON.parse(data) as { readonly queues: readonly { items: Row[] }[] };
    shown.clear();
    for (const row of queues.flatMap(({ items }) => items)) {
      if (row.version < (newest.get(row.orderId) ?? 0)) wentBack.push(row.orderId);
      take(row, true);
    }
  };
  // The end of the test aborts it.
  follow(response, onEvent).catch(() => undefined);
  return { shown: () => shown, wentBack: () => wentBack, resets: () => resets };
}

async function follow(
  response: Response,
  onEvent: (event: string, data: string) => void,
): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
      onEvent(field('event'), field('data'));
    }
  }
}
