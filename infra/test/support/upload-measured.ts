/** Uploads 100 MB and prints by how many bytes the anonymous memory of this process rose meanwhile. */
import { readFileSync } from 'node:fs';
import { readConfig } from '../../src/config.ts';
import { OBJECT_STORE_CONFIG, openObjectStore } from '../../src/object-store.ts';

const CHUNK_BYTES = 64 * 1024;
const WARM_UP_BYTES = 10_000_000;
const UPLOAD_BYTES = 100_000_000;

const config = readConfig(OBJECT_STORE_CONFIG, process.env);
const store = await openObjectStore(config.objectStoreUrl, config);
let highest = 0;
await store.put(null, chunks(WARM_UP_BYTES, 1), { maxBytes: WARM_UP_BYTES });
const before = anonymousBytes();
highest = before;
await store.put(null, chunks(UPLOAD_BYTES, 2), { maxBytes: UPLOAD_BYTES });
store.close();
process.stdout.write(String(highest - before));

async function* chunks(bytes: number, fill: number): AsyncGenerator<Uint8Array> {
  for (let left = bytes; left > 0; left -= CHUNK_BYTES) {
    yield await Promise.resolve(Buffer.alloc(Math.min(left, CHUNK_BYTES), fill));
    highest = Math.max(highest, anonymousBytes());
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html RssAnon */
function anonymousBytes(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
}
