/** A map from texts to 32-bit numbers that keeps only hashes of the texts. */
export interface FingerprintMap {
  /** The number of a text, or null when it has none. */
  readonly get: (text: string) => number | null;
  readonly set: (text: string, value: number) => void;
}

const INITIAL_SLOTS = 1_024;

/**
 * A map for ids of a whole partition at some 20 bytes each, where a Map of texts takes ten times
 * that. Texts are told apart by 63 bits: among ten million ids a mistaken match has a chance of
 * five in a million.
 *
 * @see https://en.wikipedia.org/wiki/Birthday_attack
 */
export function createFingerprintMap(): FingerprintMap {
  let slots = newSlots(INITIAL_SLOTS);
  let size = 0;
  return {
    get: (text) => {
      const at = slotOf(slots, keyOf(text));
      return isFree(slots, at) ? null : (slots.values[at] ?? null);
    },
    set: (text, value) => {
      if (size * 2 >= slots.values.length) slots = grown(slots);
      const key = keyOf(text);
      const at = slotOf(slots, key);
      if (isFree(slots, at)) size += 1;
      put(slots, at, { ...key, value });
    },
  };
}

/** A 32-bit number that stands for a list of texts in their order. */
export function fingerprintOf(texts: readonly string[]): number {
  return keyOf(texts.join('\n')).low;
}

interface Slots {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly values: Uint32Array;
}

interface Key {
  readonly high: number;
  readonly low: number;
}

function newSlots(count: number): Slots {
  return {
    high: new Uint32Array(count),
    low: new Uint32Array(count),
    values: new Uint32Array(count),
  };
}

/** Two independent multiplicative hashes; never (0, 0), which marks a free slot. */
function keyOf(text: string): Key {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0xcc9e2d51);
    low = (low << 13) | (low >>> 19);
  }
  return { high: mixed(high ^ (low >>> 7)), low: (mixed(low ^ high) | 1) >>> 0 };
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return Math.imul(once ^ (once >>> 15), 0x846ca68b) >>> 0;
}

/** The slot that holds the key, or the free one where it belongs. */
function slotOf(slots: Slots, { high, low }: Key): number {
  const mask = slots.values.length - 1;
  for (let at = high & mask; ; at = (at + 1) & mask) {
    if (isFree(slots, at)) return at;
    if (slots.low[at] === low && slots.high[at] === high) return at;
  }
}

function isFree({ low }: Slots, at: number): boolean {
  return low[at] === 0;
}

function put(slots: Slots, at: number, { high, low, value }: Key & { readonly value: number }) {
  slots.high[at] = high;
  slots.low[at] = low;
  slots.values[at] = value;
}

function grown(slots: Slots): Slots {
  const larger = newSlots(slots.values.length * 2);
  slots.values.forEach((value, at) => {
    const key = { high: slots.high[at] ?? 0, low: slots.low[at] ?? 0 };
    if (key.low !== 0) put(larger, slotOf(larger, key), { ...key, value });
  });
  return larger;
}
