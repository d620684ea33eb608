import { boxTriangles } from '../meshes.ts';
import { file3mf, indexed, mesh3mf, model3mf, package3mf } from '../written-models.ts';
import { rawZip } from './raw-zip.ts';
import { harmless, hostile, type HostileModel } from './hostile-model.ts';

const MESH = mesh3mf(indexed(boxTriangles([1, 2, 3])));
const BOX = `<object id="1">${MESH}</object>`;
const BUILD = '<item objectid="1"/>';

function assembly(id: number, children: readonly number[]): string {
  const components = children.map((child) => `<component objectid="${child}"/>`);
  return `<object id="${id}"><components>${components.join('')}</components></object>`;
}

/** Objects 2, 3, … each made of `copies` of the one before. */
function tower(height: number, copies: number, ground = BOX): Buffer {
  const floors = Array.from({ length: height }, (_, i) =>
    assembly(i + 2, Array<number>(copies).fill(i + 1)),
  );
  return file3mf(ground + floors.join(''), `<item objectid="${height + 1}"/>`);
}

/** 3MF files of sound zip and XML that make no sense, or too much of it. */
export function hostile3mfs(): readonly HostileModel[] {
  return [...assemblies(), ...paths(), ...attributes(), ...meshes(), ...large()];
}

function assemblies(): readonly HostileModel[] {
  return [
    hostile('an object in itself', () => file3mf(assembly(1, [1]), BUILD)),
    hostile('two objects in each other', () => file3mf(assembly(1, [2]) + assembly(2, [1]), BUILD)),
    hostile('three objects in a circle', () =>
      file3mf(assembly(1, [2]) + assembly(2, [3]) + assembly(3, [1]), BUILD),
    ),
    hostile('a circle beside a box', () =>
      file3mf(BOX + assembly(2, [1, 2]), '<item objectid="2"/>'),
    ),
    harmless('a circle that is not built', () => file3mf(BOX + assembly(2, [2]), BUILD)),
    harmless('objects 10 deep', () => tower(10, 1)),
    hostile('objects 65 deep', () => tower(65, 1)),
    hostile('objects 1,000 deep', () => tower(1000, 1)),
    hostile('objects 40,000 deep', () => tower(40_000, 1)),
    hostile('2^20 boxes', () => tower(20, 2)),
    hostile('2^63 boxes', () => tower(63, 2)),
    hostile('10^60 boxes', () => tower(60, 10)),
    hostile('2^63 empty objects', () => tower(63, 2, '<object id="1"/>')),
    hostile('2^18 single triangles', () =>
      tower(
        18,
        2,
        '<object id="1"><mesh><vertices><vertex x="0" y="0" z="0"/></vertices><triangles><triangle v1="0" v2="0" v3="0"/></triangles></mesh></object>',
      ),
    ),
    hostile('an object of nothing that is there', () =>
      file3mf(BOX + assembly(2, [3]), '<item objectid="2"/>'),
    ),
    hostile('an item of kind other', () =>
      file3mf(BOX.replace('id="1"', 'id="1" type="other"'), BUILD),
    ),
    hostile('a build of supports only', () =>
      file3mf(BOX.replace('id="1"', 'id="1" type="support"'), BUILD),
    ),
  ];
}

function paths(): readonly HostileModel[] {
  const at = (path: string): string =>
    `<object id="1"><components><component objectid="1" p:path="${path}"/></components></object>`;
  const two = (path: string, second: string): Buffer =>
    package3mf({ 'a.model': model3mf(at(path), BUILD), 'b.model': second });
  return [
    hostile('a path to nowhere', () => file3mf(at('/nowhere.model'), BUILD)),
    hostile('a path above the package', () => file3mf(at('/../../etc/passwd'), BUILD)),
    hostile('a path to the network', () => file3mf(at('http://127.0.0.1/a.model'), BUILD)),
    hostile('an empty path', () => file3mf(at(''), BUILD)),
    hostile('a path to itself', () => package3mf({ 'a.model': model3mf(at('/a.model'), BUILD) })),
    hostile('a part with a path of its own', () => two('/b.model', model3mf(at('/a.model'), ''))),
    hostile('a part in inches', () => two('/b.model', model3mf(BOX, '', 'unit="inch"'))),
    hostile('a part that is no model', () => two('/b.model', 'solid')),
  ];
}

function attributes(): readonly HostileModel[] {
  const transforms = [
    '1',
    'a b c d e f g h i j k l',
    'NaN '.repeat(12),
    'Infinity '.repeat(12),
    '1 '.repeat(13),
    '1 '.repeat(1e5),
  ];
  const numbers = ['', ' ', 'a', '1,5', '1 2', 'NaN', 'Infinity', '1e999'];
  return [
    ...transforms.map((transform) =>
      hostile(`the transform "${transform.slice(0, 16)}" of ${transform.length} letters`, () =>
        file3mf(BOX, `<item objectid="1" transform="${transform}"/>`),
      ),
    ),
    harmless('a transform of noughts', () =>
      file3mf(BOX, `<item objectid="1" transform="${'0 '.repeat(12)}"/>`),
    ),
    harmless('a transform of 1e300', () =>
      file3mf(BOX, `<item objectid="1" transform="${'1e300 '.repeat(12)}"/>`),
    ),
    ...numbers.map((x) =>
      hostile(`the coordinate "${x}"`, () => file3mf(BOX.replace('x="1"', `x="${x}"`), BUILD)),
    ),
    hostile('an object without an id', () => file3mf(BOX.replace('id="1"', ''), BUILD)),
    hostile('an id of a megabyte, twice', () => {
      const object = BOX.replace('id="1"', `id="${'1'.repeat(5e5)}"`);
      return file3mf(object + object, BUILD);
    }),
    hostile('an item without an object', () => file3mf(BOX, '<item/>')),
    hostile('an unknown unit', () => file3mf(BOX, BUILD, 'unit="parsec"')),
  ];
}

function meshes(): readonly HostileModel[] {
  const corners = ['8', '-1', '1.5', '1e99', '99999999999', 'a', '', 'NaN'];
  return [
    ...corners.map((v1) =>
      hostile(`the corner "${v1}"`, () => file3mf(BOX.replace(/v1="\d+"/, `v1="${v1}"`), BUILD)),
    ),
    hostile('a vertex without z', () => file3mf(BOX.replace('z="3"', ''), BUILD)),
    hostile('triangles without vertices', () =>
      file3mf(BOX.replace(/<vertices>.*<\/vertices>/, ''), BUILD),
    ),
    hostile('vertices without triangles', () =>
      file3mf(BOX.replace(/<triangles>.*<\/triangles>/, ''), BUILD),
    ),
    hostile('an object of nothing', () => file3mf('<object id="1"/>', BUILD)),
    hostile('a mesh outside an object', () => file3mf(MESH, BUILD)),
  ];
}

function large(): readonly HostileModel[] {
  return [
    hostile('150,000 objects', () =>
      file3mf(Array.from({ length: 150_000 }, (_, i) => `<object id="${i}"/>`).join(''), BUILD),
    ),
    hostile('150,000 components', () =>
      file3mf(BOX + assembly(2, Array<number>(150_000).fill(1)), '<item objectid="2"/>'),
    ),
    hostile('150,000 items', () => file3mf(BOX, BUILD.repeat(150_000))),
    hostile('two million and one triangles', () => {
      const rows = '<triangle v1="0" v2="1" v3="2"/>'.repeat(2_000_001);
      const content = model3mf(BOX.replace('</triangles>', `${rows}</triangles>`), BUILD);
      const stored = Buffer.from(content);
      return rawZip([{ name: '3D/3dmodel.model', content, stored, method: 0 }]);
    }),
  ];
}
