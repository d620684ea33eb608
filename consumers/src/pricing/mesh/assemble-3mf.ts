import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh, tooManyTriangles } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import type { Mesh3mf, Object3mf, Placed3mf } from './model-3mf.ts';
import { millimetresPer } from './model-unit.ts';
import type { Package3mf } from './package-3mf.ts';
import { placeTriangles, type TriangleSource } from './place-triangles.ts';
import { combine, scaling, type Transform } from './transform.ts';
import type { TriangleSoup } from './triangle-soup.ts';
import { zipName } from './zip-directory.ts';

/** What an object comes to when everything in it is placed. */
interface Extent {
  readonly triangles: number;
  /** Times that an object is placed, itself included. */
  readonly instances: number;
  /** Objects within objects. */
  readonly height: number;
}

/** An object as a node of what is built: its components are objects too. */
interface Node {
  readonly object: Object3mf;
  readonly extent: Extent;
  readonly children: readonly (readonly [node: Node, transform: Transform])[];
}

const NOTHING: Extent = { triangles: 0, instances: 0, height: 0 };
/** What holds a model up while it is printed is not a part of it, and may be left out. */
const SUPPORTS = ['support', 'solidsupport'];

/** Places every item of the build, and the components of its objects, in millimetres. */
export function assemble3mf({ root, models }: Package3mf): MeshOutcome<TriangleSoup> {
  const model = models.get(root);
  const planner = createPlanner(models);
  const whole = planner.plan(model?.items ?? [], root);
  if (!whole.ok) return whole;
  const { triangles, instances } = extentOf(whole.value);
  if (triangles === 0) return refuseMesh('empty-mesh', 'Expected at least 1 triangle, got 0');
  // Counted before it is made: thirty lines can ask for a billion triangles.
  if (triangles > MESH_LIMITS.maxTriangles) return tooManyTriangles(triangles);
  if (instances > MESH_LIMITS.maxInstances) {
    const expected = `Expected at most ${MESH_LIMITS.maxInstances} placed objects`;
    return refuseMesh('too-large', `${expected}, got ${instances}`);
  }
  const corners = new Float32Array(triangles * 9);
  const placer = createPlacer(corners);
  const outermost = scaling(millimetresPer(model?.unit ?? 'mm'));
  for (const [node, transform] of whole.value) placer(node, combine(transform, outermost));
  return { ok: true, value: { corners, triangles } };
}

type Children = Node['children'];

/** Finds each object once, whatever the number of its places. */
function createPlanner(models: Package3mf['models']) {
  const planned = new Map<Object3mf, Node>();
  const open = new Set<Object3mf>();

  function plan(placed: readonly Placed3mf[], part: string): MeshOutcome<Children> {
    const children: (readonly [Node, Transform])[] = [];
    for (const { objectId, path, transform } of placed) {
      const home = path === null ? part : zipName(path);
      const object = models.get(home)?.objects.get(objectId);
      if (object === undefined)
        return malformed(`object "${objectId.slice(0, 32)}" to be there`, 'none');
      const node = planned.get(object) ?? planObject(object, home);
      if ('ok' in node) return node;
      if (node.extent.triangles > 0) children.push([node, transform]);
    }
    return { ok: true, value: children };
  }

  function planObject(object: Object3mf, part: string): Node | MeshOutcome<never> {
    const shown = object.id.slice(0, 32);
    if (object.type === 'other')
      return malformed(`object "${shown}" to be of a kind to build`, 'other');
    if (open.has(object)) return malformed(`object "${shown}" not to contain itself`, 'a circle');
    if (open.size >= MESH_LIMITS.maxNesting) return tooDeep();
    open.add(object);
    const children = plan(object.components, part);
    open.delete(object);
    if (!children.ok) return children;
    const extent = SUPPORTS.includes(object.type)
      ? NOTHING
      : extentOf(children.value, object.mesh.indices.length / 3);
    if (extent.height > MESH_LIMITS.maxNesting) return tooDeep();
    const node = { object, extent, children: children.value };
    planned.set(object, node);
    return node;
  }

  return { plan };
}

function extentOf(children: Children, ownTriangles = 0): Extent {
  let triangles = ownTriangles;
  let instances = 1;
  let height = 0;
  for (const [{ extent }] of children) {
    triangles += extent.triangles;
    instances += extent.instances;
    height = Math.max(height, extent.height);
  }
  return { triangles, instances, height: height + 1 };
}

function createPlacer(corners: Float32Array): (node: Node, transform: Transform) => void {
  let after = 0;
  return function place({ object, children }, transform) {
    const source = sourceOf(object.mesh);
    placeTriangles(source, { transform, corners, after });
    after += source.triangles;
    for (const [child, inner] of children) place(child, combine(inner, transform));
  };
}

function sourceOf({ coordinates, indices }: Mesh3mf): TriangleSource {
  return {
    triangles: indices.length / 3,
    vertexOf: (triangle, corner) => indices[triangle * 3 + corner] ?? 0,
    coordinateOf: (vertex, axis) => coordinates[vertex * 3 + axis] ?? 0,
  };
}

function malformed(expected: string, got: string): MeshOutcome<never> {
  return refuseMesh('malformed', `Expected ${expected}, got ${got}`);
}

function tooDeep(): MeshOutcome<never> {
  const expected = `Expected objects at most ${MESH_LIMITS.maxNesting} deep`;
  return refuseMesh('too-large', `${expected}, got more`);
}
