/** One event of a stream. */
export interface StreamEvent {
  readonly event: string;
  /** Where a reconnecting client goes on from; null leaves the client's place as it is. */
  readonly id: string | null;
  readonly data: unknown;
}

/** What a stream begins with: how long a client waits before it comes back, in ms. */
export const STREAM_OPENING = 'retry: 2000\n\n';

/** A comment that keeps the connection from looking dead to whatever lies between. */
export const HEARTBEAT = ': heartbeat\n\n';

/**
 * The text of an event. JSON has no line breaks of its own, so that the data is one line.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function encodeStreamEvent({ event, id, data }: StreamEvent): string {
  const place = id === null ? '' : `id: ${id}\n`;
  return `event: ${event}\n${place}data: ${JSON.stringify(data)}\n\n`;
}
