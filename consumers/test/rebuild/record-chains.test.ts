import { createHash, randomBytes } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { createRecordChains, type KeptRecord } from '../../src/rebuild/record-chains.ts';

/** Comparing megabytes value by value takes minutes. */
function sumOf({ bytes, ...rest }: KeptRecord) {
  return { ...rest, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const sizes = fc.array(
  fc.record({ chain: fc.nat({ max: 4 }), size: fc.oneof(fc.nat(300), fc.nat(3_000_000)) }),
  { maxLength: 12 },
);

test('each chain holds its records in order, whatever was added in between', (t) => {
  fc.assert(
    fc.property(sizes, (given) => {
      const chains = createRecordChains();
      const first = new Map<number, number>();
      const last = new Map<number, number>();
      const added = given.map(({ chain, size }, index) => {
        const record = { offset: 2 ** 40 + index, timestamp: index, bytes: randomBytes(size) };
        const place = chains.add(record, last.get(chain) ?? null);
        if (!first.has(chain)) first.set(chain, place);
        last.set(chain, place);
        return { chain, record };
      });
      for (const [chain, place] of first) {
        const own = added.filter((one) => one.chain === chain).map(({ record }) => record);
        t.deepEqual([...chains.from(place)].map(sumOf), own.map(sumOf));
      }
      const used = given.reduce((sum, { size }) => sum + size, 0);
      t.true(chains.bytes() >= used);
    }),
    { numRuns: 30 },
  );
});

test('a record larger than what is asked for at once is kept whole', (t) => {
  const chains = createRecordChains();
  const small = { offset: 1, timestamp: 1, bytes: Buffer.from('ring') };
  const large = { offset: 2, timestamp: 2, bytes: randomBytes(9_000_000) };
  const place = chains.add(small, null);
  const second = chains.add(large, place);
  chains.add({ ...small, offset: 3 }, second);
  const expected = [small, large, { ...small, offset: 3 }].map(sumOf);
  t.deepEqual([...chains.from(place)].map(sumOf), expected);
});
