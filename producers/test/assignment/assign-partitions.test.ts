import test from 'ava';
import fc from 'fast-check';
import { assignPartitions, type Claimant } from '../../src/assignment/assign-partitions.ts';

const TWELVE = Array.from({ length: 12 }, (_, partition) => partition);

function member(memberId: string, claims: Partial<Claimant> = {}): Claimant {
  return { memberId, held: [], warm: [], generation: 1, ...claims };
}

/** Claims of any kind: of the same partition twice, of partitions that do not exist. */
const anyPartitions = fc.uniqueArray(fc.integer({ min: 0, max: 15 }));
const claims = fc.uniqueArray(
  fc.record({
    memberId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    held: anyPartitions,
    warm: anyPartitions,
    generation: fc.integer({ min: 0, max: 2 }),
  }),
  { selector: ({ memberId }) => memberId, minLength: 1 },
);
const counts = fc.integer({ min: 1, max: 14 });

const upTo = (count: number) => Array.from({ length: count }, (_, partition) => partition);

test('every partition has exactly one owner, whatever is claimed', (t) => {
  fc.assert(
    fc.property(counts, claims, (count, members) => {
      const owned = [...assignPartitions(upTo(count), members).values()].flat();
      t.deepEqual(
        owned.sort((one, other) => one - other),
        upTo(count),
      );
    }),
  );
  t.deepEqual(assignPartitions(TWELVE, []), new Map());
});

test('no member has two partitions more than another', (t) => {
  fc.assert(
    fc.property(counts, claims, (count, members) => {
      const shares = assignPartitions(upTo(count), members);
      const sizes = members.map(({ memberId }) => shares.get(memberId)?.length ?? 0);
      t.true(Math.max(...sizes) - Math.min(...sizes) <= 1);
    }),
  );
});

test('no more is taken from its holder than balance demands', (t) => {
  fc.assert(
    fc.property(counts, claims, fc.nat(), (count, members, salt) => {
      // Claims that do not contradict each other, as those of members that are all awake.
      const awake = members.map((one, index) => {
        const isMine = (partition: number) => (partition * 7 + salt) % members.length === index;
        return { ...one, held: one.held.filter((held) => held < count && isMine(held)) };
      });
      const shares = assignPartitions(upTo(count), awake);
      const moved = awake.flatMap(({ memberId, held }) =>
        held.filter((partition) => !(shares.get(memberId) ?? []).includes(partition)),
      );
      t.is(moved.length, leastMoves(count, awake));
    }),
  );
});

/** Those with most get the larger shares; what exceeds a share has to go. */
function leastMoves(count: number, members: readonly Claimant[]): number {
  const least = Math.floor(count / members.length);
  return members
    .map(({ held }) => held.length)
    .sort((one, other) => other - one)
    .reduce((sum, held, rank) => {
      const share = rank < count % members.length ? least + 1 : least;
      return sum + Math.max(0, held - share);
    }, 0);
}

test('asked again with what it gave, it gives the same', (t) => {
  fc.assert(
    fc.property(counts, claims, (count, members) => {
      const first = assignPartitions(upTo(count), members);
      const settled = members.map((one) => {
        return { ...one, generation: 3, held: first.get(one.memberId) ?? [] };
      });
      t.deepEqual(sorted(assignPartitions(upTo(count), settled)), sorted(first));
    }),
  );
});

test('the order in which members are listed changes nothing', (t) => {
  fc.assert(
    fc.property(counts, claims, (count, members) => {
      const listed = assignPartitions(upTo(count), members);
      t.deepEqual(sorted(assignPartitions(upTo(count), members.toReversed())), sorted(listed));
    }),
  );
});

function sorted(shares: ReadonlyMap<string, readonly number[]>) {
  return [...shares].sort(([one], [other]) => (one < other ? -1 : 1));
}

test('a writer that comes back gets the partitions whose states it has on disk', (t) => {
  const shares = assignPartitions(TWELVE, [
    member('stayed', { held: TWELVE, warm: TWELVE }),
    member('came back', { warm: [1, 3, 5, 7, 9, 11] }),
  ]);
  t.deepEqual(shares.get('came back'), [1, 3, 5, 7, 9, 11]);
});

test('writers that all start anew each get what is on their disks', (t) => {
  const shares = assignPartitions(TWELVE, [
    member('one', { warm: [0, 1, 2, 3, 4, 5, 6, 7] }),
    member('two', { warm: [4, 5, 6, 7, 8, 9, 10, 11] }),
  ]);
  t.deepEqual(shares.get('one'), [0, 1, 2, 3, 4, 6]);
  t.deepEqual(shares.get('two'), [5, 7, 8, 9, 10, 11]);
});

test('a member that slept through a rebalance does not take back what it lost', (t) => {
  const shares = assignPartitions(TWELVE, [
    member('a sleeper', { held: TWELVE, generation: 4 }),
    member('its successor', { held: TWELVE.slice(6), generation: 5 }),
  ]);
  t.deepEqual(shares.get('its successor'), TWELVE.slice(6));
});
