import { harmless, hostile, type HostileModel } from './hostile-model.ts';

const THREE = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';

/** OBJ files that lie, and lines that do not end. */
export function hostileObjs(): readonly HostileModel[] {
  return [...faces(), ...oddities(), ...large()];
}

function faces(): readonly HostileModel[] {
  const corners = [
    '0',
    '4',
    '-4',
    '1e9',
    '4294967297',
    '9007199254740993',
    '99999999999999999999',
    '1.5',
    'a',
    '/',
    '//1',
    '-',
    '+',
    '0x1',
    'NaN',
    '\0',
  ];
  return [
    ...corners.map((corner) =>
      hostile(`a face of ${JSON.stringify(corner)}`, () => `${THREE}f 1 2 ${corner}\n`),
    ),
    hostile('a face of nothing', () => `${THREE}f\n`),
    hostile('a face of one corner', () => `${THREE}f 1\n`),
    hostile('a face of two corners', () => `${THREE}f 1 2\n`),
    hostile('faces without vertices', () => 'f 1 2 3\n'.repeat(1e5)),
    harmless('a face of one corner three times', () => `${THREE}f 1 1 1\n`),
    harmless('a corner of slashes', () => `${THREE}f 1${'/'.repeat(1e6)} 2 3\n`),
  ];
}

function oddities(): readonly HostileModel[] {
  return [
    hostile('a vertex of a million digits', () => `v ${'1'.repeat(1e6)} 0 0\n${THREE}f 1 2 3\n`),
    hostile('a vertex of a million points', () => `v ${'.'.repeat(1e6)} 0 0\n${THREE}f 1 2 3\n`),
    hostile('a vertex of words', () => `${THREE}v one two three\nf 1 2 3\n`),
    hostile('a vertex in hexadecimal', () => `${THREE}v 0x1 0 0\nf 1 2 3\n`),
    hostile('a vertex of infinity', () => `${THREE}v Infinity 0 0\nf 1 2 3\n`),
    hostile('backslashes without an end', () => `v 0 0 ${'\\\n'.repeat(1e6)}`),
    harmless('a line of 16 MB', () => `# ${'a'.repeat(2 ** 24)}\n${THREE}f 1 2 3\n`),
    harmless('keywords of a megabyte', () => `${THREE}${'x'.repeat(2 ** 20)} 1\nf 1 2 3\n`),
    harmless(
      'bytes of all kinds after the faces',
      () => `${THREE}f 1 2 3\n${String.fromCharCode(...Array(256).keys())}`,
    ),
    harmless('only carriage returns', () => `${THREE}f 1 2 3\n`.replaceAll('\n', '\r')),
    harmless('ten million empty lines', () => `${THREE}f 1 2 3\n${'\n'.repeat(1e7)}`),
  ];
}

function large(): readonly HostileModel[] {
  return [
    hostile('ten million faces of one vertex', () => Buffer.from(THREE + 'f 1 1 1\n'.repeat(1e7))),
    hostile('a polygon of seven million corners', () =>
      Buffer.from(`${THREE}f${' 1'.repeat(7e6)}`),
    ),
    hostile('seven million vertices', () => Buffer.from(`${'v 0 0 0\n'.repeat(7e6)}f 1 2 3\n`)),
    hostile('sixteen million vertices and no face', () => Buffer.alloc(2 ** 27, 'v 0 0 0\n')),
    harmless('128 MB of normals', () => {
      const file = Buffer.alloc(2 ** 27, 'vn 0 0 0\n');
      file.write(`${THREE}f 1 2 3\n`);
      return file;
    }),
  ];
}
