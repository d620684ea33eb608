import type { PricingReason } from '@karat/schemas';
import type { MeshDefect, MeshDefectCode, Place } from './mesh/mesh-analysis.ts';

/** What a defect means, for one and for several. */
const MEANING: Readonly<Record<MeshDefectCode, readonly [one: string, several: string]>> = {
  'non-finite': ['face has a corner that is no number', 'faces have corners that are no numbers'],
  'open-edge': ['edge belongs to one face only', 'edges belong to one face only'],
  'non-manifold-edge': [
    'edge belongs to more than two faces',
    'edges belong to more than two faces',
  ],
  flipped: [
    'edge lies between faces turned opposite ways',
    'edges lie between faces turned opposite ways',
  ],
  'negative-volume': ['body is turned inside out', 'bodies are turned inside out'],
  'zero-volume': ['body encloses nothing', 'bodies enclose nothing'],
  degenerate: ['face has no area', 'faces have no area'],
  duplicate: ['face is there twice', 'faces are there twice'],
  'self-overlap': ['pair of bodies overlaps', 'pairs of bodies overlap'],
  'thin-wall': [
    'sampled place is thinner than can be cast',
    'sampled places are thinner than can be cast',
  ],
  'implausible-size': ['model is hardly in millimetres', 'models are hardly in millimetres'],
};

/** The reason that a defect of an item's model is: how often, what, and where one of them is. */
export function defectReason(itemId: string, { code, count, sample }: MeshDefect): PricingReason {
  const [one, several] = MEANING[code];
  const where = sample[0] === undefined ? '' : `, e.g. at ${describePlace(sample[0])}`;
  const detail = `${String(count)} ${count === 1 ? one : several}${where}`;
  return { itemId, code, detail, retriable: false };
}

function describePlace({ x, y, z }: Place): string {
  return `(${[x, y, z].map((value) => value.toFixed(3)).join(', ')}) mm`;
}
