/** The size of an open-addressing table for so many entries: a power of two, at most three quarters full. */
export function tableSize(entries: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, (entries * 4) / 3)));
}

/**
 * Mixes a 32-bit number so that every bit of the result depends on every bit of it.
 *
 * @see https://github.com/aappleby/smhasher (fmix32 of MurmurHash3)
 */
export function mixBits(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
