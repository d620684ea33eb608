import { boxTriangles } from '../meshes.ts';
import { indexed, mesh3mf, model3mf } from '../written-models.ts';
import { harmless, hostile, type HostileModel } from './hostile-model.ts';
import { deflatedOften, rawZip } from './raw-zip.ts';

const NAME = '3D/3dmodel.model';
const MESH = `<object id="1">${mesh3mf(indexed(boxTriangles([1, 2, 3])))}</object>`;
const MODEL = model3mf(MESH, '<item objectid="1"/>').replace(/<\?.*\?>\n/, '');
/** 4,096 different letters: with them a megabyte stays under the bound on ratio. */
const NOISE = Array.from({ length: 4096 }, (_, i) => ((i * 7919) % 99_991).toString(36)).join('');

function zipped(content: string): Buffer {
  return rawZip([{ name: NAME, stored: Buffer.from(content, 'latin1'), content, method: 0 }]);
}

/** A document with 64 MB of a piece that does not end. */
function endless(start: string, piece = NOISE): Buffer {
  return rawZip([
    { name: NAME, stored: deflatedOften(piece, Math.ceil(2 ** 26 / piece.length), [start, '']) },
  ]);
}

/** XML made to break its parser. */
export function hostileXmls(): readonly HostileModel[] {
  return [...entities(), ...endlessPieces(), ...malformedXmls()];
}

function entities(): readonly HostileModel[] {
  const laughs = Array.from(
    { length: 30 },
    (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
  );
  const doctypes = {
    'a billion laughs': `<!DOCTYPE m [<!ENTITY l0 "ha">${laughs.join('')}]>`,
    'an entity of a file': '<!DOCTYPE m [<!ENTITY l30 SYSTEM "file:///etc/passwd">]>',
    'an entity of the network': '<!DOCTYPE m [<!ENTITY l30 SYSTEM "http://127.0.0.1/">]>',
    'a parameter entity': '<!DOCTYPE m [<!ENTITY % a "b"> %a;]>',
    'a DOCTYPE of the network': '<!DOCTYPE m SYSTEM "http://127.0.0.1/a.dtd">',
    'an empty DOCTYPE': '<!DOCTYPE m>',
    'a DOCTYPE without an end': '<!DOCTYPE m [',
    'an entity of a megabyte': `<!DOCTYPE m [<!ENTITY l30 "${'a'.repeat(1e6)}">]>`,
  };
  return [
    ...Object.entries(doctypes).map(([name, doctype]) =>
      hostile(name, () => zipped(doctype + MODEL.replace('x="1"', 'x="&l30;"'))),
    ),
    ...['&a;', '&#0;', '&#x110000;', '&#xd800;', '&#99999999999999999999;', '&', '&#;', '&#x;'].map(
      (entity) =>
        hostile(`the reference ${entity}`, () => zipped(MODEL.replace('x="1"', `x="${entity}"`))),
    ),
    harmless('numbers as references', () => zipped(MODEL.replaceAll('x="1"', 'x="&#x31;"'))),
  ];
}

function endlessPieces(): readonly HostileModel[] {
  const open = MODEL.slice(0, MODEL.indexOf('<resources>'));
  return [
    hostile('a comment of 64 MB', () => endless(`${open}<!-- `)),
    hostile('a text of 64 MB', () => endless(open)),
    hostile('a CDATA of 64 MB', () => endless(`${open}<![CDATA[`)),
    hostile('an instruction of 64 MB', () => endless(`${open}<?a `)),
    hostile('a DOCTYPE of 64 MB', () => endless('<!DOCTYPE ')),
    hostile('a name of 64 MB', () => endless(`${open}<`)),
    hostile('an attribute of 64 MB', () => endless(`${open}<a b="`)),
    hostile('an attribute name of 64 MB', () => endless(`${open}<a `)),
    hostile('a reference of 64 MB', () => endless(`${open}&`)),
    hostile('64 MB of attributes', () =>
      endless(`${open}<a `, Array.from({ length: 4096 }, (_, i) => `a${i}="" `).join('')),
    ),
    hostile('64 MB of tags in tags', () =>
      endless(open, Array.from({ length: 4096 }, (_, i) => `<a${i}>`).join('')),
    ),
    hostile('65 tags in tags', () =>
      zipped(MODEL.replace('<build>', `${'<a>'.repeat(65)}${'</a>'.repeat(65)}<build>`)),
    ),
  ];
}

function malformedXmls(): readonly HostileModel[] {
  const texts: Readonly<Record<string, string>> = {
    'no XML at all': 'solid',
    'an empty part': '',
    'only a declaration': '<?xml version="1.0"?>',
    'two roots': MODEL + MODEL,
    'a root of another name': MODEL.replaceAll('model', 'madel'),
    'no root tag': MODEL.slice(MODEL.indexOf('<resources>')),
    'tags that cross': MODEL.replace('</resources><build>', '<build></resources>'),
    'a tag that is never closed': MODEL.replace('</mesh>', ''),
    'an attribute without quotes': MODEL.replace('x="1"', 'x=1'),
    'an attribute twice': MODEL.replace('x="1"', 'x="1" x="1"'),
    'a nought': MODEL.replace('x="1"', 'x="1\0"'),
    'bytes that are no UTF-8': MODEL.replace('x="1"', 'x="\xff\xfe"'),
    'a mark of UTF-16': `\xff\xfe${MODEL}`,
    'another namespace': MODEL.replace('core/2015/02', 'core/1999/02'),
    'no namespace': MODEL.replace(/xmlns="[^"]*"/, ''),
  };
  return [
    ...Object.entries(texts).map(([name, text]) => hostile(`a 3MF of ${name}`, () => zipped(text))),
    hostile('a 3MF in UTF-16', () => {
      const stored = Buffer.from(`\ufeff${MODEL}`, 'utf16le');
      return rawZip([{ name: NAME, stored, method: 0 }]);
    }),
    harmless('a 3MF with a byte order mark', () => zipped(`\xef\xbb\xbf${MODEL}`)),
    hostile('a vertex called __proto__', () =>
      zipped(MODEL.replace('<vertex x="0"', '<vertex __proto__="0"')),
    ),
    harmless('a tag called constructor', () =>
      zipped(MODEL.replace('<build>', '<constructor/><__proto__/><build>')),
    ),
  ];
}
