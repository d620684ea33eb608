import test from 'ava';
import { fileIdOf, fileKeyOf } from '../../src/files/file-id.ts';

const SHA256 = 'a'.repeat(64);

test('a file is told from one of the same bytes that belongs to somebody else', (t) => {
  const keys = [
    { owner: null, sha256: SHA256 },
    { owner: 'customer-1', sha256: SHA256 },
    { owner: 'seller/of/slashes', sha256: SHA256 },
    { owner: 'customer-1', sha256: 'b'.repeat(64) },
  ];
  t.is(new Set(keys.map(fileIdOf)).size, keys.length);
  t.deepEqual(
    keys.map((key) => fileKeyOf(fileIdOf(key))),
    keys,
  );
});
