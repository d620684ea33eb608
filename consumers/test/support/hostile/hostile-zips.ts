import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { boxTriangles } from '../meshes.ts';
import { indexed, mesh3mf, meshFile3mf, model3mf } from '../written-models.ts';
import { harmless, hostile, type HostileModel } from './hostile-model.ts';
import { deflatedOften, rawZip, type RawEntry } from './raw-zip.ts';

const NAME = '3D/3dmodel.model';
const MESH = `<object id="1">${mesh3mf(indexed(boxTriangles([1, 2, 3])))}</object>`;
const MODEL: RawEntry = { name: NAME, content: model3mf(MESH, '<item objectid="1"/>') };
const OPEN = model3mf('', '').split('<resources>')[0] ?? '';

/** Zips that lie about themselves, and zips that grow. */
export function hostileZips(): readonly HostileModel[] {
  return [...lies(), ...directories(), ...bombs()];
}

function model(changes: Partial<RawEntry>): Buffer {
  return rawZip([{ ...MODEL, ...changes }]);
}

function lies(): readonly HostileModel[] {
  return [
    harmless('a zip that declares a part of 4 GB', () => model({ declaredBytes: 0xfffffffe })),
    harmless('a zip that declares a part of nothing', () => model({ declaredBytes: 0 })),
    hostile('a zip that stores more than there is', () => model({ declaredStoredBytes: 1e9 })),
    hostile('a zip that stores 16 bytes less', () =>
      model({ stored: deflateRawSync(MODEL.content ?? '').subarray(0, -16) }),
    ),
    hostile('a zip64 without its field', () => model({ declaredStoredBytes: 0xffffffff })),
    hostile('a zip of another checksum', () => model({ crc: 1 })),
    hostile('an encrypted zip', () => model({ flags: 1 })),
    hostile('a zip by LZMA', () => model({ method: 14 })),
    hostile('a zip by method 65535', () => model({ method: 65535 })),
    hostile('a zip that says stored and is deflated', () => model({ method: 0 })),
    hostile('a zip of noise for deflate', () => model({ stored: Buffer.alloc(1e5, 'noise') })),
    hostile('a zip of an endless block', () => model({ stored: Buffer.from([0]) })),
    hostile('a zip of a reserved block', () => model({ stored: Buffer.from([7, 7, 7, 7]) })),
    hostile('a part with 20 MB behind its end', () => {
      const zeros = Buffer.alloc(2e7);
      return model({ stored: Buffer.concat([deflatedOften('', 1), zeros]) });
    }),
    hostile('20 MB of empty blocks', () =>
      model({ stored: Buffer.alloc(2e7, Buffer.from([0, 0, 0, 255, 255])) }),
    ),
  ];
}

function directories(): readonly HostileModel[] {
  return [
    hostile('a zip that counts more files', () => rawZip([MODEL], { entries: 2 })),
    hostile('a zip that counts 65535 files', () => rawZip([MODEL], { entries: 65535 })),
    hostile('a zip that counts no file', () => rawZip([MODEL], { entries: 0 })),
    hostile('a zip whose directory is beyond its end', () =>
      rawZip([MODEL], { offset: 0xfffffff0 }),
    ),
    hostile('a zip whose directory is its first file', () => rawZip([MODEL], { offset: 0 })),
    hostile('a zip whose file is beyond its end', () => model({ declaredOffset: 0xfffffff0 })),
    hostile('a zip whose file is its directory', () => model({ declaredOffset: 500 })),
    hostile('two files of one name', () => rawZip([MODEL, MODEL])),
    hostile('two files of one name but for case', () =>
      rawZip([MODEL, { ...MODEL, name: NAME.toUpperCase() }]),
    ),
    hostile('twenty thousand files', () =>
      rawZip([MODEL, ...Array.from({ length: 2e4 }, (_, i) => ({ name: `${i}` }))]),
    ),
    harmless('a thousand names for one file', () =>
      rawZip([
        MODEL,
        ...Array.from({ length: 1e3 }, (_, i) => ({
          ...MODEL,
          name: `${i}`,
          stored: Buffer.alloc(0),
          declaredOffset: 0,
        })),
      ]),
    ),
    harmless('a comment that looks like an end', () =>
      rawZip([MODEL], { comment: 'PK\x05\x06'.repeat(1e4) }),
    ),
    hostile('a file above its folder', () => model({ name: '../../etc/passwd' })),
    hostile('a zip in a zip', () =>
      rawZip([{ name: 'a.3mf', stored: meshFile3mf(indexed(boxTriangles([1, 2, 3]))), method: 0 }]),
    ),
    hostile('a zip in place of the model', () =>
      rawZip([{ name: NAME, stored: meshFile3mf(indexed(boxTriangles([1, 2, 3]))), method: 0 }]),
    ),
    hostile('relations to nowhere', () =>
      rawZip([
        MODEL,
        { name: '_rels/.rels', content: '<a><Relationship Type="/3dmodel" Target="/x"/></a>' },
      ]),
    ),
    hostile('relations to themselves', () =>
      rawZip([
        MODEL,
        {
          name: '_rels/.rels',
          content: '<a><Relationship Type="/3dmodel" Target="/_rels/.rels"/></a>',
        },
      ]),
    ),
  ];
}

function bombs(): readonly HostileModel[] {
  const megabyte = (fill: string): string => fill.padEnd(2 ** 20 - 1, ' ');
  // Noise that deflate cannot press keeps the ratio below its bound.
  const noise = Array.from({ length: 2048 }, (_, i) => ((i * 7919) % 99_991).toString(36)).join('');
  const part = (stored: Buffer): Buffer => rawZip([{ name: NAME, stored, declaredBytes: 100 }]);
  return [
    hostile('a bomb of 256 MB of spaces', () =>
      part(deflatedOften(megabyte(' '), 256, [OPEN, ''])),
    ),
    hostile('a bomb of 400 MB of vertices', () =>
      part(
        deflatedOften('<vertex x="0" y="0" z="0"/>'.repeat(4e4), 400, [
          `${OPEN}<resources><object id="1"><mesh><vertices>`,
          '',
        ]),
      ),
    ),
    hostile('a bomb of 600 MB that hides its ratio', () =>
      part(deflatedOften(megabyte(`<a b="${noise}"/>`), 600, [OPEN, ''])),
    ),
    hostile('a bomb in the relations', () =>
      rawZip([
        MODEL,
        { name: '_rels/.rels', stored: deflatedOften(megabyte('<a/>'), 128, ['<a>', '']) },
      ]),
    ),
    hostile('a bomb of 600 MB in parts of 4 MB', () => {
      const stored = deflatedOften(megabyte(`<a b="${noise}"/>`), 4, [OPEN, '</model>']);
      const crc = crc32(inflateRawSync(stored));
      const names = Array.from({ length: 200 }, (_, i) => `p${i}.model`);
      const components = names.map((name) => `<component objectid="1" p:path="/${name}"/>`);
      const root = model3mf(
        `<object id="1"><components>${components.join('')}</components></object>`,
        '',
      );
      return rawZip([
        { name: NAME, content: root },
        ...names.map((name) => ({ name, stored, crc })),
      ]);
    }),
  ];
}
