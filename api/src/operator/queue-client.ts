import { PassThrough } from 'node:stream';
import { encodeStreamEvent, HEARTBEAT, STREAM_OPENING, type StreamEvent } from '../http/sse.ts';

/** One client's end of the live queue. */
export interface QueueClient {
  /** What Koa sends. */
  readonly stream: PassThrough;
  /** Sends what a client begins with, whatever its size. */
  readonly begin: (events: readonly StreamEvent[]) => void;
  /** Sends changes; false when that were more than may wait for a client: it has to begin anew. */
  readonly send: (events: readonly StreamEvent[]) => boolean;
  /** Runs once the client has read what it was sent. */
  readonly whenRead: (then: () => void) => void;
  readonly close: () => void;
}

/** Changes that may wait for a client, in bytes; a snapshot is no longer than these. */
const MAX_WAITING_BYTES = 512 * 1024;
const HEARTBEAT_MS = 15_000;

/** Opens the stream of a client; `onClose` runs when it is over, whoever ended it. */
export function createQueueClient(onClose: () => void): QueueClient {
  const stream = new PassThrough({ highWaterMark: 64 * 1024 });
  const heartbeat = setInterval(() => {
    // A client that does not read is not helped by more to read.
    if (!stream.writableNeedDrain) stream.write(HEARTBEAT);
  }, HEARTBEAT_MS);
  // Koa destroys the stream with its connection; an end by us closes it too.
  stream.once('close', () => {
    clearInterval(heartbeat);
    onClose();
  });
  // A broken connection is how most streams end.
  stream.on('error', () => undefined);
  stream.write(STREAM_OPENING);
  return {
    stream,
    begin: (events) => {
      stream.write(textOf(events));
    },
    send: (events) => {
      const text = textOf(events);
      if (stream.writableLength + Buffer.byteLength(text) > MAX_WAITING_BYTES) return false;
      stream.write(text);
      return true;
    },
    whenRead: (then) => {
      if (stream.writableNeedDrain) stream.once('drain', then);
      else setImmediate(then);
    },
    close: () => {
      stream.end();
    },
  };
}

function textOf(events: readonly StreamEvent[]): string {
  return events.map(encodeStreamEvent).join('');
}
