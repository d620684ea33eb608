import kafkajs, { type GroupMember, type PartitionAssigner } from 'kafkajs';
import { assignPartitions, type Claimant } from './assign-partitions.ts';
import {
  encodeHoldings,
  NO_HOLDINGS,
  parseHoldings,
  type MemberHoldings,
} from './member-holdings.ts';

// Not one of the names that Node finds in a CommonJS module.
const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;

/** Name of the protocol in the group; members agree on one that all of them know. */
const NAME = 'KaratStickyAssigner';
const VERSION = 0;

/** What the assigner of a member needs. */
export interface StickyAssignerOptions {
  /** Partitions of every topic it is asked for, fixed for the life of the log. */
  readonly partitions: number;
  /** What this member holds; asked at every join. */
  readonly holdings: () => MemberHoldings;
}

/**
 * An assigner for kafkajs, which has none but round-robin, that leaves partitions where they are or
 * where their states are on disk. What is taken at a join is recovered, and from a warm disk that is
 * the reading of a short tail.
 *
 * @see https://cwiki.apache.org/confluence/display/KAFKA/KIP-54+-+Sticky+Partition+Assignment+Strategy
 */
export function createStickyAssigner({
  partitions,
  holdings,
}: StickyAssignerOptions): PartitionAssigner {
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  return () => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: MemberMetadata.encode({
        version: VERSION,
        topics,
        userData: encodeHoldings(holdings()),
      }),
    }),
    assign: ({ members, topics }) => {
      const shares = assignPartitions(all, members.map(toClaimant));
      const assignments = [...shares].map(([memberId, share]) => {
        const assignment = Object.fromEntries(topics.map((topic) => [topic, [...share]]));
        const userData = Buffer.alloc(0);
        return {
          memberId,
          memberAssignment: MemberAssignment.encode({ version: VERSION, assignment, userData }),
        };
      });
      return Promise.resolve(assignments);
    },
  });
}

/** A member whose metadata cannot be read is one that holds nothing, not a reason to stand still. */
function toClaimant({ memberId, memberMetadata }: GroupMember): Claimant {
  try {
    const metadata = MemberMetadata.decode(memberMetadata);
    return { memberId, ...(metadata === null ? NO_HOLDINGS : parseHoldings(metadata.userData)) };
  } catch {
    return { memberId, ...NO_HOLDINGS };
  }
}
