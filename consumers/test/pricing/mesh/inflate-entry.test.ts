import { crc32, deflateRawSync } from 'node:zlib';
import test from 'ava';
import { inflateEntry } from '../../../src/pricing/mesh/inflate-entry.ts';
import { MESH_LIMITS } from '../../../src/pricing/mesh/mesh-limits.ts';

function inflate(content: Buffer, inflatedBefore = 0) {
  const entry = {
    name: 'a',
    method: 8,
    isEncrypted: false,
    crc32: crc32(content),
    stored: deflateRawSync(content),
  };
  const budget = { inflatedBytes: inflatedBefore };
  const pieces: Uint8Array[] = [];
  const refusal = inflateEntry(entry, budget, (piece) => {
    pieces.push(piece);
    return null;
  });
  return { refusal, content: Buffer.concat(pieces), inflatedBytes: budget.inflatedBytes };
}

test('a part comes out as it was packed, piece by piece', (t) => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));
  t.deepEqual(inflate(content, 7), { refusal: null, content, inflatedBytes: 300_007 });
});

test('a part may be as repetitive as it likes while it is short, and not when it is long', (t) => {
  t.is(inflate(Buffer.alloc(MESH_LIMITS.freelyInflatedBytes)).refusal, null);
  const bomb = inflate(Buffer.alloc(64 * 1024 * 1024));
  t.like(bomb.refusal, { refusal: { code: 'inflates-too-far' } });
  t.true(bomb.inflatedBytes < 20 * 1024 * 1024, 'given up while inflating');
});

test('all parts of a package have one bound together', (t) => {
  const content = Buffer.alloc(1000);
  t.is(inflate(content, MESH_LIMITS.maxInflatedBytes - 1000).refusal, null);
  t.like(inflate(content, MESH_LIMITS.maxInflatedBytes - 999).refusal, {
    refusal: { code: 'inflates-too-far' },
  });
});
