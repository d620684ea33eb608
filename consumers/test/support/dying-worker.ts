/** How a task dies, by the first byte of its file. */
export const DEATHS = { spins: 1, exits: 2, throws: 3, fillsHeap: 4, fillsMemory: 5 } as const;

const CHUNK_BYTES = 2 ** 24;
/** Two gibibytes: a watch that sleeps must not cost the machine that runs the tests. */
const MOST_CHUNKS = 128;

/** What a thread runs that dies of its task for real; any other task it answers like an analysis. */
export default function dieInWorker({ file }: { readonly file: Uint8Array }): unknown {
  const kept: unknown[] = [];
  switch (file[0]) {
    case DEATHS.spins:
      for (;;) kept.length = 0;
    case DEATHS.exits:
      return process.exit(3);
    case DEATHS.throws:
      throw new RangeError('Array buffer allocation failed');
    case DEATHS.fillsHeap:
      for (;;) kept.push({ kept: kept.length, text: String(kept.length) });
    case DEATHS.fillsMemory:
      // Outside the heap, where no cap of V8 sees it; filled, for the system gives only what is used.
      for (;;) if (kept.length < MOST_CHUNKS) kept.push(new Uint8Array(CHUNK_BYTES).fill(1));
    default:
      return { ok: false, refusal: { code: 'not-a-mesh', detail: String(file[0]) } };
  }
}
