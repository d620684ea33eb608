import { inflateEntry } from './inflate-entry.ts';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import type { Budget3mf, Model3mf } from './model-3mf.ts';
import { createModelParser } from './parse-3mf-model.ts';
import { createXmlReader, type XmlTags } from './read-xml.ts';
import { zipName, type ZipDirectory } from './zip-directory.ts';

/** All model parts that a 3MF builds from. */
export interface Package3mf {
  /** Name of the part that says what is built. */
  readonly root: string;
  /** Parts by their names, in the form of {@link zipName}. */
  readonly models: ReadonlyMap<string, Model3mf>;
}

/** A zip, and how much has been taken out of it. */
interface PartSource {
  readonly directory: ZipDirectory;
  readonly budget: Budget3mf;
}

const RELATIONS = '_rels/.rels';
const MODEL_RELATION = /\/3dmodel$/;
const USUAL_ROOT = '3d/3dmodel.model';

/**
 * Reads the root model of a package and the parts that it names.
 *
 * @see https://github.com/3MFConsortium/spec_production (3.2: only the root model may name other parts)
 */
export function readPackage3mf(directory: ZipDirectory): MeshOutcome<Package3mf> {
  const source = {
    directory,
    budget: { inflatedBytes: 0, vertices: 0, triangles: 0, objects: 0 },
  };
  const root = findRoot(source);
  if (!root.ok) return root;
  const models = new Map<string, Model3mf>();
  const model = readModelPart(source, root.value);
  if (!model.ok) return model;
  models.set(root.value, model.value);
  for (const path of pathsOf(model.value)) {
    const name = zipName(path);
    if (models.has(name)) continue;
    const part = readModelPart(source, name);
    if (!part.ok) return part;
    const refusal = refusePart(part.value, model.value, name);
    if (refusal !== null) return refusal;
    models.set(name, part.value);
  }
  return { ok: true, value: { root: root.value, models } };
}

function findRoot(source: PartSource): MeshOutcome<string> {
  const targets: string[] = [];
  if (source.directory.has(RELATIONS)) {
    const refusal = readPart(source, RELATIONS, {
      open: (tag, { Type: type = '', Target: path = '' }) => {
        const isModel = /(^|:)Relationship$/.test(tag) && MODEL_RELATION.test(type);
        if (isModel && targets.length === 0) targets.push(zipName(path));
        return null;
      },
      close: () => null,
    });
    if (refusal !== null) return refusal;
  }
  const [target = USUAL_ROOT] = targets;
  if (targets.length > 0 || source.directory.has(target)) return { ok: true, value: target };
  return refuseMesh('not-a-mesh', 'Expected a zip with a 3D model (3MF), got one without');
}

function readModelPart(source: PartSource, name: string): MeshOutcome<Model3mf> {
  const parser = createModelParser(name.slice(0, 64), source.budget);
  const refusal = readPart(source, name, parser.tags);
  return refusal ?? { ok: true, value: parser.finish() };
}

function readPart(
  { directory, budget }: PartSource,
  name: string,
  tags: XmlTags,
): MeshOutcome<never> | null {
  const shown = name.slice(0, 64);
  const entry = directory.get(name);
  if (entry === undefined) {
    return refuseMesh('malformed', `Expected part ${shown} in the 3MF, got none`);
  }
  const reader = createXmlReader(shown, tags);
  return inflateEntry(entry, budget, reader.write) ?? reader.end();
}

function pathsOf({ items, objects }: Model3mf): readonly string[] {
  const placed = [items, ...[...objects.values()].map((object) => object.components)].flat();
  return placed.flatMap(({ path }) => (path === null ? [] : [path]));
}

function refusePart(part: Model3mf, root: Model3mf, name: string): MeshOutcome<never> | null {
  const shown = name.slice(0, 64);
  if (
    [...part.objects.values()].some(({ components }) =>
      components.some(({ path }) => path !== null),
    )
  ) {
    return refuseMesh('malformed', `Expected no paths in part ${shown}, got one`);
  }
  if (part.unit === root.unit) return null;
  // No specification says which of two units counts, and an inch for a millimetre is 16,387 times the gold.
  return refuseMesh('unsupported', `Expected ${root.unit} in part ${shown} too, got ${part.unit}`);
}
