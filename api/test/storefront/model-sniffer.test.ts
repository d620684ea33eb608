import { generateModel } from '@karat/infra/models';
import test from 'ava';
import fc from 'fast-check';
import { createModelSniffer } from '../../src/storefront/model-sniffer.ts';

const STL = generateModel(0).stl;
const TRIANGLE = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n';
const ZIP = Buffer.from('PK\x03\x04\x14\x00 the rest of a package', 'latin1');

/** The format, or the code of what is wrong. */
function judged(file: Uint8Array | string, chunkBytes = 1_000): string {
  const bytes = Buffer.from(file);
  const sniffer = createModelSniffer();
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    sniffer.see(bytes.subarray(from, from + chunkBytes));
  }
  const verdict = sniffer.verdict();
  return verdict.ok ? verdict.format : verdict.fault.code;
}

function glb(bytes: number, { version = 2, declared = bytes } = {}): Buffer {
  const file = Buffer.alloc(bytes);
  file.write('glTF', 0, 'latin1');
  file.writeUInt32LE(version, 4);
  file.writeUInt32LE(declared, 8);
  return file;
}

test('a model is known by its content, however it arrives', (t) => {
  for (const chunkBytes of [1, 7, 4_096, 1_000_000]) {
    t.is(judged(STL, chunkBytes), 'STL');
    t.is(judged(TRIANGLE, chunkBytes), 'OBJ');
    t.is(judged(ZIP, chunkBytes), '3MF');
    t.is(judged(glb(200), chunkBytes), 'GLB');
  }
});

test('an OBJ may begin with comments, a byte order mark and other statements', (t) => {
  const comment = '# Exported by a program that has a lot to say.\n';
  t.is(judged(comment + 'mtllib ring.mtl\r\no ring\r\n\r\n' + TRIANGLE), 'OBJ');
  t.is(judged('\ufeff' + comment + TRIANGLE), 'OBJ');
  t.is(judged(comment.repeat(200) + TRIANGLE), 'OBJ');
  t.is(judged(TRIANGLE.repeat(1_000)), 'OBJ');
});

test('text that is no OBJ is not taken for one', (t) => {
  t.is(judged('# A heading\n\nand a text below it.\n'), 'not-a-mesh');
  t.is(judged('{"v": 1}'), 'not-a-mesh');
  t.is(judged('f 1 2 3\n'), 'not-a-mesh');
  t.is(judged(''), 'not-a-mesh');
});

test('a GLB that did not arrive whole, or of another version, is told so', (t) => {
  t.is(judged(glb(200, { declared: 300 })), 'truncated');
  t.is(judged(glb(200, { declared: 100 })), 'malformed');
  t.is(judged(glb(200, { version: 1 })), 'malformed');
  t.is(judged('glTF'), 'truncated');
});

test('an STL that is cut off is told so as before', (t) => {
  t.is(judged(STL.subarray(0, -1)), 'truncated');
});

test('no file whatever makes the sniffer fall over', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (file) => {
      judged(file, 50);
      judged(Buffer.concat([Buffer.from('glTF'), file]));
      judged(Buffer.concat([Buffer.from('v 1'), file]));
    }),
  );
  t.pass();
});
