import { TIERS, type Tier } from './port.ts';

/**
 * Forward and back again, twice. A move makes its copy before it takes the other away: who looks
 * along its direction cannot miss the object, and who looks both ways misses it only when it was
 * moved there and back between two looks, twice.
 */
const ROUND: readonly Tier[] = [...TIERS, ...TIERS.toReversed().slice(1)];
const SEARCH: readonly Tier[] = [...ROUND, ...ROUND.slice(1)];

/**
 * The first result that is not null of looking into tier after tier; null when the object is
 * nowhere.
 */
export async function searchTiers<T>(look: (tier: Tier) => Promise<T | null>): Promise<T | null> {
  for (const tier of SEARCH) {
    const found = await look(tier);
    if (found !== null) return found;
  }
  return null;
}
