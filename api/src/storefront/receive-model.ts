import type { ObjectStore, StoredObject } from '@karat/infra/object-store';
import { ProblemError } from '../http/problem-error.ts';
import { createModelSniffer, type ModelFormat } from './model-sniffer.ts';

/** Largest model, in bytes. */
export const MAX_MODEL_BYTES = 128 * 1024 * 1024;

/** A model on its way in. */
export interface IncomingModel {
  /** Among whose models it is to be kept. */
  readonly owner: string;
  readonly source: AsyncIterable<Uint8Array>;
}

/** A model that is stored. */
export interface ReceivedModel extends StoredObject {
  readonly format: ModelFormat;
}

/**
 * Stores a model while it streams in, and only if it turns out to be one: the store keeps an object
 * whose source ended well, so a file that is refused at its last byte leaves nothing behind.
 * @throws ProblemError `model-not-printable`, `payload-too-large`; `bad-request` when the sender
 * stops half-way.
 */
export async function receiveModel(
  store: Pick<ObjectStore, 'put'>,
  { owner, source }: IncomingModel,
): Promise<ReceivedModel> {
  const sniffer = createModelSniffer();
  async function* sniffed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of whole(source)) {
      sniffer.see(chunk);
      yield chunk;
    }
    const verdict = sniffer.verdict();
    if (!verdict.ok) throw notPrintable(verdict.fault);
  }
  const stored = await store.put(owner, sniffed(), { maxBytes: MAX_MODEL_BYTES });
  const verdict = sniffer.verdict();
  if (!verdict.ok) throw notPrintable(verdict.fault);
  return { ...stored, format: verdict.format };
}

function notPrintable({ code, detail }: { readonly code: string; readonly detail: string }) {
  const errors = [{ pointer: '#', code, detail }];
  return new ProblemError({ slug: 'model-not-printable', detail, errors });
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
