import { mixBits, tableSize } from './hash-table.ts';
import { numberAt } from './typed-access.ts';
import type { WeldedMesh } from './weld-vertices.ts';

/** Finds the faces that an earlier face is already, turned the same way; only where edges are odd can there be any. */
export function findDuplicates(mesh: WeldedMesh, visit: (triangle: number) => void): void {
  const { vertexOf, kept } = mesh;
  const table = new Uint32Array(tableSize(kept.length));
  const mask = table.length - 1;
  for (let triangle = 0; triangle < kept.length; triangle++) {
    if (kept[triangle] === 0) continue;
    let slot = hashOf(vertexOf, triangle * 3) & mask;
    let entry = numberAt(table, slot);
    while (entry !== 0 && !isSameFace(vertexOf, (entry - 1) * 3, triangle * 3)) {
      slot = (slot + 1) & mask;
      entry = numberAt(table, slot);
    }
    if (entry === 0) table[slot] = triangle + 1;
    else visit(triangle);
  }
}

/** The same for a face that begins at another of its corners. */
function hashOf(vertexOf: Uint32Array, at: number): number {
  const a = mixBits(numberAt(vertexOf, at) + 1);
  const b = mixBits(numberAt(vertexOf, at + 1) + 1);
  const c = mixBits(numberAt(vertexOf, at + 2) + 1);
  return mixBits(a + b + c);
}

function isSameFace(vertexOf: Uint32Array, one: number, other: number): boolean {
  const first = numberAt(vertexOf, one);
  for (let turn = 0; turn < 3; turn++) {
    if (
      numberAt(vertexOf, other + turn) === first &&
      numberAt(vertexOf, other + ((turn + 1) % 3)) === numberAt(vertexOf, one + 1) &&
      numberAt(vertexOf, other + ((turn + 2) % 3)) === numberAt(vertexOf, one + 2)
    ) {
      return true;
    }
  }
  return false;
}
