import type { ObjectStore, StoredObject } from '@karat/infra/object-store';
import { ProblemError } from '../http/problem-error.ts';
import { createStlSniffer } from './stl-sniffer.ts';

/** Largest model, in bytes. */
export const MAX_MODEL_BYTES = 128 * 1024 * 1024;

/**
 * Stores a model while it streams in, and only if it turns out to be one: the store keeps an object
 * whose source ended well, so a file that is refused at its last byte leaves nothing behind.
 * @throws ProblemError `model-not-printable`, `payload-too-large`; `bad-request` when the sender
 * stops half-way.
 */
export function receiveModel(
  store: ObjectStore,
  source: AsyncIterable<Uint8Array>,
): Promise<StoredObject> {
  return store.put(null, sniffed(source), { maxBytes: MAX_MODEL_BYTES });
}

async function* sniffed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const sniffer = createStlSniffer();
  for await (const chunk of whole(source)) {
    sniffer.see(chunk);
    yield chunk;
  }
  const fault = sniffer.verdict();
  if (fault === null) return;
  const { code, detail } = fault;
  throw new ProblemError({
    slug: 'model-not-printable',
    detail,
    errors: [{ pointer: '#', code, detail }],
  });
}

/** A broken upload is the sender's trouble, not that of the store it was to go into. */
async function* whole(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of source) yield chunk;
  } catch (cause) {
    const detail = 'Expected the whole file, the connection ended before';
    throw new ProblemError({ slug: 'bad-request', detail }, cause);
  }
}
