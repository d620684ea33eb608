import fc from 'fast-check';
import test from 'ava';
import { generateModel } from '@karat/infra/models';
import { analyseModel } from '../../../src/pricing/mesh/analyse-mesh.ts';
import { readStl } from '../../../src/pricing/mesh/read-stl.ts';
import { asciiStl, boxStl, boxTriangles } from '../../support/meshes.ts';

const BOX = boxStl([10, 20, 30]);
const TEXT = asciiStl(boxTriangles([10, 20, 30]));

test('an ASCII file measures exactly like the binary file of the same mesh', (t) => {
  t.deepEqual(analyseModel(Buffer.from(TEXT)), analyseModel(BOX));
});

test('an ASCII file may be in capitals, with Windows line ends, a byte order mark and any name', (t) => {
  const text = `\ufeff${asciiStl(boxTriangles([10, 20, 30]), 'facet of a vertex').replaceAll('\n', '\r\n')}`;
  t.deepEqual(analyseModel(Buffer.from(text)), analyseModel(BOX));
  t.deepEqual(analyseModel(Buffer.from(TEXT.toUpperCase())), analyseModel(BOX));
});

test('an ASCII file may hold several solids', (t) => {
  const both = TEXT + asciiStl(boxTriangles([1, 1, 1], [50, 0, 0]));
  const outcome = analyseModel(Buffer.from(both));
  t.true(outcome.ok && outcome.value.shells === 2 && outcome.value.volumeMm3 === 6001);
});

test('a binary file whose header says "solid" is read as binary', (t) => {
  const file = Buffer.from(BOX);
  file.write('solid facet normal');
  t.deepEqual(analyseModel(file), analyseModel(BOX));
});

const refused: readonly (readonly [string, Buffer, string, string])[] = [
  [
    'an empty file',
    Buffer.alloc(0),
    'not-a-mesh',
    'Expected a binary or ASCII STL, got an empty file',
  ],
  [
    'a picture',
    Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(4000, 0x5a)]),
    'not-a-mesh',
    'Expected a binary or ASCII STL, got 4008 bytes that begin with ".PNG....ZZZZZZZZ"',
  ],
  [
    'a letter',
    Buffer.from('solid advice needs no facts, only nerve'),
    'not-a-mesh',
    'Expected a binary or ASCII STL, got 39 bytes that begin with "solid advice nee"',
  ],
  [
    'a truncated binary file',
    BOX.subarray(0, 300),
    'truncated',
    'Expected 84 + 50·12 = 684 bytes, got 300',
  ],
  [
    'a binary file cut off within its first facet',
    BOX.subarray(0, 100),
    'truncated',
    'Expected 84 + 50·12 = 684 bytes, got 100',
  ],
  [
    'a binary file with something behind its end',
    Buffer.concat([BOX, Buffer.from('tail')]),
    'malformed',
    'Expected 84 + 50·12 = 684 bytes, got 688',
  ],
  [
    'a binary file without triangles',
    Buffer.alloc(84),
    'empty-mesh',
    'Expected at least 1 triangle, got 0',
  ],
  [
    'an ASCII file without triangles',
    Buffer.from('solid a\nendsolid a\n'),
    'empty-mesh',
    'Expected at least 1 triangle, got 0',
  ],
  [
    'an ASCII file cut off within a facet',
    Buffer.from(TEXT.slice(0, 97)),
    'truncated',
    'Expected a number on line 6, got the end of the file',
  ],
  [
    'an ASCII file cut off between two facets',
    Buffer.from(TEXT.slice(0, TEXT.indexOf('endfacet') + 9)),
    'truncated',
    'Expected endsolid on line 8, got the end of the file',
  ],
  [
    'an ASCII file with a word for a number',
    Buffer.from(TEXT.replace('vertex 0', 'vertex nought')),
    'malformed',
    'Expected a number on line 4, got "nought"',
  ],
  [
    'an ASCII file with a square for a triangle',
    Buffer.from(TEXT.replace('endloop', 'vertex 1 2 3\nendloop')),
    'malformed',
    'Expected endloop on line 7, got "vertex"',
  ],
];

for (const [title, file, code, detail] of refused) {
  test(`${title} is refused as ${code}`, (t) => {
    t.deepEqual(readStl(file), { ok: false, refusal: { code, detail } } as never);
  });
}

test('a file of more than two million triangles is refused before it is read', (t) => {
  const file = Buffer.alloc(84 + 50 * 2_000_001);
  file.writeUInt32LE(2_000_001, 80);
  t.like(readStl(file), { ok: false, refusal: { code: 'too-many-triangles' } });
});

test('a file of more than 128 MB is refused', (t) => {
  t.like(readStl(Buffer.alloc(128 * 1024 * 1024 + 1)), {
    ok: false,
    refusal: { code: 'too-large', detail: 'Expected at most 134217728 bytes, got 134217729' },
  });
});

test('a model cut off anywhere is never priced', (t) => {
  const { stl } = generateModel(0);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: stl.length - 1 }), (bytes) => {
      return !readStl(stl.subarray(0, bytes)).ok;
    }),
  );
  t.pass();
});

test('an ASCII model cut off anywhere before its last word is never priced', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: TEXT.lastIndexOf('endsolid') + 7 }), (bytes) => {
      return !readStl(Buffer.from(TEXT.slice(0, bytes))).ok;
    }),
  );
  t.pass();
});

test('no bytes whatsoever make the reader throw', (t) => {
  const start = fc.constantFrom('', 'solid x\nfacet normal ', 'solid\nendsolid');
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 400 }), (text, bytes) => {
      analyseModel(Buffer.concat([Buffer.from(text), bytes]));
    }),
  );
  t.pass();
});
