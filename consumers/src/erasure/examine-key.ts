import type { Erasure } from './erasure-document.ts';
import { rid, waits, type Examined, type SinkStores } from './sink.ts';

/** For what is sealed with the key of the order wherever it lies: it is gone with the key. */
export async function examineSealed(
  { _id, keyDestroyedAt }: Erasure,
  { hasKey }: SinkStores,
): Promise<Examined> {
  if (await hasKey(_id)) return waits('the key of the order is there again');
  return rid(`sealed; key destroyed at ${isoTime(keyDestroyedAt)}`);
}

/** The store of keys itself: what is left is a tombstone. */
export async function examineKeys(
  { _id, keyDestroyedAt }: Erasure,
  { hasKey }: SinkStores,
): Promise<Examined> {
  if (await hasKey(_id)) return waits('the key of the order is there again');
  return rid(`0 keys; destroyed at ${isoTime(keyDestroyedAt)}, never made again`);
}

/** Processes forget a key on their own after a while. */
export function examineKeyCaches(
  { keyDestroyedAt }: Erasure,
  { keyCacheMs, clock }: SinkStores,
): Promise<Examined> {
  const forgottenAt = keyDestroyedAt + keyCacheMs;
  const examined =
    clock() < forgottenAt
      ? waits(`caches forget keys by ${isoTime(forgottenAt)}`)
      : rid(
          `${String(keyCacheMs)} ms, the longest a key is cached, were over at ${isoTime(forgottenAt)}`,
        );
  return Promise.resolve(examined);
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
