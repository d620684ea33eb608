import { asciiStl, boxStl, boxTriangles } from '../meshes.ts';
import { harmless, hostile, type HostileModel } from './hostile-model.ts';

const TEXT = asciiStl(boxTriangles([10, 20, 30]));

/** STL files that lie, and files of nothing in particular. */
export function hostileStls(): readonly HostileModel[] {
  return [...emptyFiles(), ...lyingCounts(), ...confusions(), ...asciiFiles(), ...largeFiles()];
}

function emptyFiles(): readonly HostileModel[] {
  return [
    hostile('nothing', () => ''),
    hostile('one byte', () => 'a'),
    hostile('84 noughts', () => Buffer.alloc(84)),
    hostile('a megabyte of noughts', () => Buffer.alloc(2 ** 20)),
    hostile('a megabyte of ones', () => Buffer.alloc(2 ** 20, 0xff)),
    hostile('a megabyte of spaces', () => Buffer.alloc(2 ** 20, ' ')),
    hostile('a megabyte of newlines', () => Buffer.alloc(2 ** 20, '\n')),
    hostile('128 MB of noughts', () => Buffer.alloc(2 ** 27)),
    hostile('128 MB and one byte', () => Buffer.alloc(2 ** 27 + 1)),
  ];
}

function lyingCounts(): readonly HostileModel[] {
  return [0, 1, 11, 13, 1000, 2_000_001, 2 ** 31, 2 ** 32 - 1].map((count) =>
    hostile(`a binary STL of 12 triangles that says ${count}`, () => {
      const file = boxStl([10, 20, 30]);
      file.writeUInt32LE(count, 80);
      return file;
    }),
  );
}

function confusions(): readonly HostileModel[] {
  const binary = (header: string): Buffer => {
    const file = boxStl([10, 20, 30]);
    file.write(header, 'latin1');
    return file;
  };
  return [
    harmless('a binary STL that begins like text', () => binary('solid a\nfacet normal 0 0 0')),
    harmless('a binary STL that begins like a GLB', () => binary('glTF\x02\0\0\0')),
    harmless('a binary STL that begins like a zip', () => binary('PK\x03\x04')),
    harmless('a binary STL that begins like an OBJ', () => binary('v 0 0 0\nf 1 1 1\n')),
    hostile('a binary STL with text behind', () => Buffer.concat([binary('a'), Buffer.from(TEXT)])),
    hostile('text with a binary STL behind', () => Buffer.concat([Buffer.from(TEXT), binary('a')])),
    hostile('an ASCII STL in UTF-16', () => Buffer.from(TEXT, 'utf16le')),
    hostile('an ASCII STL with noughts in it', () => TEXT.replace('vertex', 'ver\0tex')),
    hostile('an ASCII STL that begins like a zip', () => `PK\x03\x04${TEXT}`),
    hostile('an ASCII STL that begins like a GLB', () => `glTF${TEXT}`),
    harmless('an OBJ called solid', () => 'solid\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n'),
  ];
}

function asciiFiles(): readonly HostileModel[] {
  return [
    hostile('solid without an end', () => 'solid '.repeat(1e5)),
    hostile('endsolid first', () => `endsolid\n${TEXT}`),
    hostile('solids in solids', () => 'solid a\nfacet '.repeat(1e5)),
    hostile('ten thousand empty solids', () => 'solid a\nendsolid a\n'.repeat(1e4)),
    hostile('a word of a megabyte', () => TEXT.replace('vertex', 'v'.repeat(2 ** 20))),
    hostile('a number of a megabyte', () =>
      TEXT.replace('vertex 0', `vertex ${'9'.repeat(2 ** 20)}x`),
    ),
    hostile('a number in hexadecimal', () => TEXT.replace('vertex 0', 'vertex 0xzz')),
    hostile('a facet of four corners', () => TEXT.replace('endloop', 'vertex 0 0 0\nendloop')),
    hostile('a facet of two corners', () => TEXT.replace(/vertex .*\n/, '')),
    harmless('a name of a megabyte', () =>
      TEXT.replace('solid box', `solid ${'facet '.repeat(2 ** 18)}`),
    ),
  ];
}

function largeFiles(): readonly HostileModel[] {
  return [
    hostile('ten million faces without area', () => {
      const file = Buffer.alloc(84 + 50 * 10_000_000);
      file.writeUInt32LE(10_000_000, 80);
      return file;
    }),
    harmless('two million faces without area', () => {
      const file = Buffer.alloc(84 + 50 * 2_000_000);
      file.writeUInt32LE(2_000_000, 80);
      return file;
    }),
    hostile('128 MB of vertices of one facet', () => {
      const file = Buffer.alloc(2 ** 27, 'vertex 0 0 0\n');
      file.write('solid a facet normal 0 0 0 outer loop ');
      return file;
    }),
  ];
}
