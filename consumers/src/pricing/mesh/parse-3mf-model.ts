import { createMeshBuilder } from './mesh-builder-3mf.ts';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import type { Budget3mf, Model3mf, Object3mf, Placed3mf } from './model-3mf.ts';
import type { ModelUnit } from './model-unit.ts';
import type { XmlAttributes, XmlTags } from './read-xml.ts';
import { asTransform, IDENTITY } from './transform.ts';

const CORE = 'http://schemas.microsoft.com/3dmanufacturing/core/2015/02';
/** Extensions that a model may require: the first is read, the others change no shape. */
const KNOWN_EXTENSIONS = [
  'http://schemas.microsoft.com/3dmanufacturing/production/2015/06',
  'http://schemas.microsoft.com/3dmanufacturing/material/2015/02',
  'http://schemas.microsoft.com/3dmanufacturing/trianglesets/2021/07',
];
const UNITS: ReadonlyMap<string, ModelUnit> = new Map([
  ['micron', 'micron'],
  ['millimeter', 'mm'],
  ['centimeter', 'cm'],
  ['inch', 'in'],
  ['foot', 'ft'],
  ['meter', 'm'],
]);
/** Where each tag that means something has to stand; extensions have tags of the same names elsewhere. */
const PARENTS: ReadonlyMap<string, string> = new Map([
  ['model', ''],
  ['resources', 'model'],
  ['build', 'model'],
  ['item', 'build'],
  ['object', 'resources'],
  ['components', 'object'],
  ['component', 'components'],
  ['mesh', 'object'],
  ['vertices', 'mesh'],
  ['vertex', 'vertices'],
  ['triangles', 'mesh'],
  ['triangle', 'triangles'],
]);

/** Collects a {@link Model3mf} from the tags of its XML. */
export interface ModelParser3mf {
  readonly tags: XmlTags;
  /** The model, once the XML has ended. */
  readonly finish: () => Model3mf;
}

type Refusal = MeshOutcome<never> | null;

/**
 * Makes a parser of one model part.
 *
 * @param name of the part, for refusals
 * @see https://github.com/3MFConsortium/spec_core (chapters 3 and 4)
 */
export function createModelParser(name: string, budget: Budget3mf): ModelParser3mf {
  const objects = new Map<string, Object3mf>();
  const items: Placed3mf[] = [];
  const places: string[] = [];
  const mesh = createMeshBuilder(name, budget);
  let head: ModelHead = { prefix: '', unit: 'mm' };
  let object: OpenObject | null = null;
  /** What is done with the tags that say something. */
  const take: Readonly<Partial<Record<string, (attributes: XmlAttributes) => Refusal>>> = {
    vertex: mesh.addVertex,
    triangle: mesh.addTriangle,
    object: openObject,
    component: (attributes) => addPlaced(object?.components ?? [], attributes),
    item: (attributes) => addPlaced(items, attributes),
  };

  function open(tag: string, attributes: XmlAttributes): Refusal {
    if (places.length === 0) {
      const parsed = parseHead(tag, attributes);
      if (!parsed.ok) return parsed;
      head = parsed.value;
    }
    const place = placeOf(tag, head.prefix, places.at(-1) ?? '');
    places.push(place);
    return take[place]?.(attributes) ?? null;
  }

  function openObject({ id = '', type = 'model' }: XmlAttributes): Refusal {
    if (id === '' || objects.has(id)) return malformed('objects of different ids', id);
    object = { id, type, components: [] };
    return count(budget);
  }

  function addPlaced(to: Placed3mf[], attributes: XmlAttributes): Refusal {
    const placed = parsePlaced(attributes);
    if (placed === null)
      return malformed('a transform of 12 numbers', attributes['transform'] ?? '');
    to.push(placed);
    return count(budget);
  }

  function close(): Refusal {
    if (places.pop() !== 'object' || object === null) return null;
    const built = mesh.finish(object.id);
    if (!built.ok) return built;
    objects.set(object.id, { ...object, mesh: built.value });
    object = null;
    return null;
  }

  return { tags: { open, close }, finish: () => ({ unit: head.unit, objects, items }) };
}

interface OpenObject {
  readonly id: string;
  readonly type: string;
  readonly components: Placed3mf[];
}

interface ModelHead {
  /** Of the core namespace, with its colon; '' where it is the default. */
  readonly prefix: string;
  readonly unit: ModelUnit;
}

function placeOf(tag: string, prefix: string, parent: string): string {
  const core = tag.startsWith(prefix) ? tag.slice(prefix.length) : tag;
  return PARENTS.get(core) === parent ? core : 'else';
}

function parseHead(tag: string, attributes: XmlAttributes): MeshOutcome<ModelHead> {
  const prefix = tag.slice(0, tag.indexOf(':') + 1);
  const space = attributes[prefix === '' ? 'xmlns' : `xmlns:${prefix.slice(0, -1)}`];
  if (tag !== `${prefix}model` || space !== CORE) return malformed('a model of 3MF 2015/02', tag);
  const stated = attributes['unit'] ?? 'millimeter';
  const unit = UNITS.get(stated);
  if (unit === undefined) return malformed('a unit of 3MF', stated);
  return refuseExtensions(attributes) ?? { ok: true, value: { prefix, unit } };
}

/** Null where the transform is none. */
function parsePlaced(attributes: XmlAttributes): Placed3mf | null {
  const { objectid: objectId = '', transform: text = '' } = attributes;
  const numbers = text.trim() === '' ? IDENTITY : text.trim().split(/\s+/, 13).map(Number);
  const transform = asTransform(numbers);
  // By any prefix: that of the production extension is the writer's choice.
  const path = Object.keys(attributes).find((key) => key.endsWith(':path'));
  return transform && { objectId, path: attributes[path ?? ''] ?? null, transform };
}

function count(budget: Budget3mf): Refusal {
  budget.objects += 1;
  if (budget.objects <= MESH_LIMITS.maxObjects) return null;
  const expected = `Expected at most ${MESH_LIMITS.maxObjects} objects and components`;
  return refuseMesh('too-large', `${expected}, got more`);
}

function refuseExtensions(attributes: XmlAttributes): Refusal {
  const required = attributes['requiredextensions'] ?? '';
  for (const prefix of required.split(/\s+/).filter((word) => word !== '')) {
    const space = attributes[`xmlns:${prefix}`] ?? prefix;
    if (KNOWN_EXTENSIONS.includes(space)) continue;
    const got = space.slice(0, 96);
    return refuseMesh(
      'unsupported',
      `Expected a 3MF of the core specification, got one that requires ${got}`,
    );
  }
  return null;
}

function malformed(expected: string, got: string): MeshOutcome<never> {
  return refuseMesh('malformed', `Expected ${expected}, got "${got.slice(0, 32)}"`);
}
