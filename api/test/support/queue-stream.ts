import { eventually } from '@karat/infra/testing';
import type { ExecutionContext } from 'ava';
import { as } from './platform.ts';

/** An event as a client reads it. */
export interface SeenEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client's reading of the live queue. */
export interface StreamReader {
  /** The first event of this name that was not asked for before, as soon as it comes. */
  readonly next: (event: string, fits?: (data: SeenEvent['data']) => boolean) => Promise<SeenEvent>;
  readonly seen: () => readonly SeenEvent[];
  /** Resolves when the server has ended it. */
  readonly ended: () => Promise<unknown>;
  readonly close: () => void;
}

/** Where to read, and from which event on. */
export interface StreamWish {
  readonly port: number;
  readonly person: string;
  readonly query: string;
  readonly lastEventId?: string | null;
}

/** Opens the live queue as a browser does; it is closed with the test. */
export async function openStream(t: ExecutionContext, wish: StreamWish): Promise<StreamReader> {
  const closing = new AbortController();
  const resume = typeof wish.lastEventId === 'string' ? { 'last-event-id': wish.lastEventId } : {};
  const url = `http://127.0.0.1:${String(wish.port)}/v1/work-queue/stream${wish.query}`;
  const response = await fetch(url, {
    headers: { ...as(wish.person), ...resume },
    signal: closing.signal,
  });
  t.is(response.headers.get('content-type'), 'text/event-stream');
  const seen: SeenEvent[] = [];
  const taken = new Set<SeenEvent>();
  const reading = read(response, seen).catch(() => null);
  const close = () => {
    closing.abort();
  };
  t.teardown(close);
  return {
    next: async (event, fits = () => true) => {
      const found = await eventually(() => {
        return seen.find((one) => one.event === event && !taken.has(one) && fits(one.data));
      });
      taken.add(found);
      return found;
    },
    seen: () => seen,
    ended: () => reading,
    close,
  };
}

async function read(response: Response, seen: SeenEvent[]): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    seen.push(...blocks.flatMap(parse));
  }
}

function parse(block: string): readonly SeenEvent[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const data = field('data');
  if (data === undefined) return [];
  const parsed = JSON.parse(data) as SeenEvent['data'];
  return [{ event: field('event') ?? '', id: field('id') ?? null, data: parsed }];
}
