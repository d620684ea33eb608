import { authorization } from './api-client.js';

/** Nothing heard for this long, although the server says something every 15 s: the line is dead. */
const SILENCE_MS = 40_000;

/**
 * Follows a stream of server-sent events for ever. By `fetch` and not by `EventSource`, which cannot
 * send a token in a header. After a break it goes on from the last id, so nothing is missed.
 */
export function followStream(path, { onEvent, onState }) {
  const stopping = new AbortController();
  run(path, { onEvent, onState, stopping });
  return () => stopping.abort();
}

async function run(path, { onEvent, onState, stopping }) {
  const place = { lastId: null, retryMs: 2_000 };
  let failures = 0;
  while (!stopping.signal.aborted) {
    try {
      await readOnce(path, place, { onEvent, onState, stopping, onOpen: () => (failures = 0) });
      if (!stopping.signal.aborted) onState('lost');
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (error.status === 401 || error.status === 403) return onState('refused');
      onState('lost');
    }
    failures += 1;
    // Spread out, so that a restarted server does not meet everybody at once.
    const pause = Math.min(place.retryMs * 2 ** Math.min(failures - 1, 3), 15_000);
    await sleep(pause * (0.5 + Math.random() / 2), stopping.signal);
  }
}

async function readOnce(path, place, { onEvent, onState, stopping, onOpen }) {
  const line = new AbortController();
  const giveUp = () => line.abort();
  stopping.signal.addEventListener('abort', giveUp);
  let watch = setTimeout(giveUp, SILENCE_MS);
  try {
    const resume = place.lastId === null ? {} : { 'last-event-id': place.lastId };
    const headers = { ...authorization(), accept: 'text/event-stream', ...resume };
    const response = await fetch(path, { headers, signal: line.signal, cache: 'no-store' });
    if (!response.ok) {
      throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
    }
    onOpen();
    onState('live');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(watch);
      watch = setTimeout(giveUp, SILENCE_MS);
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) takeBlock(block, place, onEvent);
    }
  } finally {
    clearTimeout(watch);
    stopping.signal.removeEventListener('abort', giveUp);
    line.abort();
  }
}

/** One event: its lines are `field: value`; a line that begins with a colon is a heartbeat. */
function takeBlock(block, place, onEvent) {
  const fields = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  if (fields.retry !== undefined) place.retryMs = Number(fields.retry);
  if (fields.data !== undefined) onEvent(fields.event ?? 'message', JSON.parse(fields.data));
  // After the event was taken: a failure in between brings it again.
  if (fields.id !== undefined) place.lastId = fields.id;
}

function sleep(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
