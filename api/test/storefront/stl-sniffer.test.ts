import { generateModel } from '@karat/infra/models';
import test from 'ava';
import fc from 'fast-check';
import { createStlSniffer } from '../../src/storefront/stl-sniffer.ts';

const BINARY = generateModel(0).stl;
const ASCII = Buffer.from(
  [
    'solid ring',
    'facet normal 0 0 1',
    'outer loop',
    'vertex 0 0 0',
    'vertex 1 0 0',
    'vertex 0 1 0',
    'endloop',
    'endfacet',
    'endsolid ring\n',
  ].join('\n'),
);

function faultOf(file: Uint8Array, chunkBytes = 1_000): string | null {
  const sniffer = createStlSniffer();
  for (let from = 0; from < file.length; from += chunkBytes) {
    sniffer.see(file.subarray(from, from + chunkBytes));
  }
  return sniffer.verdict()?.code ?? null;
}

test('an STL is known by its content, however it arrives', (t) => {
  for (const chunkBytes of [1, 83, 84, 4_096, BINARY.length]) {
    t.is(faultOf(BINARY, chunkBytes), null);
    t.is(faultOf(ASCII, chunkBytes), null);
  }
  const misleading = Buffer.from(BINARY);
  misleading.write('solid but binary', 0, 'latin1');
  t.is(faultOf(misleading), null);
});

test('a file that did not arrive whole is told so', (t) => {
  t.is(faultOf(BINARY.subarray(0, BINARY.length - 1)), 'truncated');
  t.is(faultOf(BINARY.subarray(0, 100)), 'truncated');
  t.is(faultOf(ASCII.subarray(0, ASCII.length - 20)), 'truncated');
  t.is(faultOf(Buffer.concat([BINARY, Buffer.from('x')])), 'malformed');
});

test('what is no mesh is told so', (t) => {
  t.is(faultOf(Buffer.alloc(0)), 'not-a-mesh');
  t.is(faultOf(Buffer.from('%PDF-1.7 '.repeat(100))), 'not-a-mesh');
  t.is(faultOf(Buffer.from('solid gold is expensive')), 'not-a-mesh');
  t.is(faultOf(Buffer.from('solid nothing\nendsolid nothing\n')), 'empty-mesh');
  t.is(faultOf(Buffer.alloc(84)), 'empty-mesh');
});

test('no file whatever makes the sniffer fall over', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.integer({ min: 1, max: 90 }),
      (file, size) => {
        faultOf(file, size);
      },
    ),
  );
  t.pass();
});
