/** A member of the group, with what it would like to keep. */
export interface Claimant {
  readonly memberId: string;
  /** Partitions that it decides now. */
  readonly held: readonly number[];
  /** Generation of the group in which it was given them; 0 when it does not know. */
  readonly generation: number;
  /** Partitions whose states it has on disk. */
  readonly warm: readonly number[];
}

/** Which partitions each member gets, by member id; ascending. */
export type PartitionShares = ReadonlyMap<string, readonly number[]>;

/**
 * Shares partitions out, each to exactly one member, so that no member has two more than another.
 * As few as that allows are taken from a member that holds them; of those that need a new one, a
 * member with the states on its disk comes first. The same claims give the same shares, in whatever
 * order they come; claims on partitions that do not exist are ignored.
 */
export function assignPartitions(
  partitions: readonly number[],
  claimants: readonly Claimant[],
): PartitionShares {
  const shares = openShares(partitions, claimants);
  if (shares.length === 0) return new Map();
  const kept = new Set(shares.flatMap((share) => keep(share, shares)));
  allot(
    partitions.filter((partition) => !kept.has(partition)),
    shares,
  );
  return new Map(
    shares.map(({ memberId, own }) => [memberId, [...own].sort((one, other) => one - other)]),
  );
}

interface Share {
  readonly memberId: string;
  readonly held: readonly number[];
  readonly warm: ReadonlySet<number>;
  readonly quota: number;
  readonly own: Set<number>;
}

/** The members with what they rightly hold and how much they may have. */
function openShares(
  partitions: readonly number[],
  claimants: readonly Claimant[],
): readonly Share[] {
  const holders = holdersOf(partitions, claimants);
  const ranked = claimants
    .map(({ memberId, warm }) => {
      const held = partitions.filter((partition) => holders.get(partition) === memberId);
      return { memberId, held, warm: new Set(warm) };
    })
    // Who holds most gets what is left over by the division, so that less has to move.
    .sort(
      (one, other) =>
        other.held.length - one.held.length ||
        other.warm.size - one.warm.size ||
        compare(one.memberId, other.memberId),
    );
  const least = Math.floor(partitions.length / ranked.length);
  const rest = partitions.length % ranked.length;
  return ranked.map((member, rank) => {
    return { ...member, quota: rank < rest ? least + 1 : least, own: new Set<number>() };
  });
}

/** Of two that claim a partition, one slept through a rebalance: the later generation is right. */
function holdersOf(
  partitions: readonly number[],
  claimants: readonly Claimant[],
): ReadonlyMap<number, string> {
  const known = new Set(partitions);
  const latestLast = [...claimants].sort(
    (one, other) => one.generation - other.generation || compare(other.memberId, one.memberId),
  );
  return new Map(
    latestLast.flatMap(({ memberId, held }) =>
      held.filter((partition) => known.has(partition)).map((partition) => [partition, memberId]),
    ),
  );
}

/** Keeps what the quota allows; first goes what another member with room has on its disk. */
function keep(share: Share, shares: readonly Share[]): readonly number[] {
  const wanted = (partition: number) =>
    shares.some(({ held, quota, warm }) => held.length < quota && warm.has(partition));
  const [others, mine] = [share.held.filter(wanted), share.held.filter((one) => !wanted(one))];
  const kept = [...mine, ...others].slice(0, share.quota);
  for (const partition of kept) share.own.add(partition);
  return kept;
}

/** The partitions that fewest have on disk choose first, or none would be left for them. */
function allot(free: readonly number[], shares: readonly Share[]): void {
  const warmOf = (partition: number) => shares.filter(({ warm }) => warm.has(partition));
  const choosiestFirst = [...free].sort(
    (one, other) => warmOf(one).length - warmOf(other).length || one - other,
  );
  const cold: number[] = [];
  for (const partition of choosiestFirst) {
    const taker = roomiest(warmOf(partition));
    if (taker === null) cold.push(partition);
    else taker.own.add(partition);
  }
  for (const partition of cold) roomiest(shares)?.own.add(partition);
}

/** The member with most room left, or null when all are full. */
function roomiest(shares: readonly Share[]): Share | null {
  const roomOf = ({ quota, own }: Share) => quota - own.size;
  return shares.reduce<Share | null>((best, share) => {
    if (roomOf(share) <= 0) return best;
    return best === null || roomOf(share) > roomOf(best) ? share : best;
  }, null);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
