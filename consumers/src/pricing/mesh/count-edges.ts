import { mixBits, tableSize } from './hash-table.ts';

/** How often each edge of a mesh is run along, in each of its two directions. */
export interface EdgeTable {
  /** The smaller vertex number of the edge in this slot, plus one; 0 where the slot is free. */
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** Faces that run along it from low to high. */
  readonly forward: Uint16Array;
  /** Faces that run along it from high to low. */
  readonly backward: Uint16Array;
}

const MOST_COUNTED = 0xffff;

/**
 * Counts the edges of the triangles that `isKept` names.
 *
 * In a closed, consistently turned surface each edge is run along once in each direction: that one
 * table tells holes, branchings and flipped faces apart.
 */
export function countEdges(
  vertexOf: Uint32Array,
  isKept: (triangle: number) => boolean,
): EdgeTable {
  const size = tableSize(vertexOf.length);
  const table: EdgeTable = {
    low: new Uint32Array(size),
    high: new Uint32Array(size),
    forward: new Uint16Array(size),
    backward: new Uint16Array(size),
  };
  for (let triangle = 0; triangle < vertexOf.length / 3; triangle++) {
    if (!isKept(triangle)) continue;
    const a = vertexOf[triangle * 3] ?? 0;
    const b = vertexOf[triangle * 3 + 1] ?? 0;
    const c = vertexOf[triangle * 3 + 2] ?? 0;
    countEdge(table, a, b);
    countEdge(table, b, c);
    countEdge(table, c, a);
  }
  return table;
}

function countEdge(table: EdgeTable, from: number, to: number): void {
  const low = Math.min(from, to) + 1;
  const high = Math.max(from, to);
  const mask = table.low.length - 1;
  let slot = mixBits(low ^ Math.imul(high, 0x9e3779b1)) & mask;
  while (table.low[slot] !== 0 && (table.low[slot] !== low || table.high[slot] !== high)) {
    slot = (slot + 1) & mask;
  }
  table.low[slot] = low;
  table.high[slot] = high;
  const counts = from < to ? table.forward : table.backward;
  counts[slot] = Math.min((counts[slot] ?? 0) + 1, MOST_COUNTED);
}
