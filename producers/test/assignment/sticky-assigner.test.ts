import test from 'ava';
import kafkajs from 'kafkajs';
import {
  encodeHoldings,
  NO_HOLDINGS,
  parseHoldings,
} from '../../src/assignment/member-holdings.ts';
import { createStickyAssigner } from '../../src/assignment/sticky-assigner.ts';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const TOPIC = 'commands';

/** The assigner as kafkajs makes it; it asks nothing of what kafkajs would hand over. */
function assignerOf(holdings = NO_HOLDINGS) {
  const make = createStickyAssigner({ partitions: 4, holdings: () => holdings });
  return make({} as Parameters<typeof make>[0]);
}

function memberWith(memberId: string, userData: Buffer) {
  return {
    memberId,
    memberMetadata: MemberMetadata.encode({ version: 0, topics: [TOPIC], userData }),
  };
}

test('what a member says of itself when it joins is what the leader reads', (t) => {
  const holdings = { held: [1, 2], generation: 7, warm: [1, 2, 3] };
  const { name, metadata } = assignerOf(holdings).protocol({ topics: [TOPIC] });
  t.is(name, assignerOf().name);
  const read = MemberMetadata.decode(metadata);
  t.deepEqual(read?.topics, [TOPIC]);
  t.deepEqual(parseHoldings(read?.userData ?? Buffer.alloc(0)), holdings);
});

test('members are given what they hold, and those that say nothing readable the rest', async (t) => {
  const broken = { memberId: 'broken', memberMetadata: Buffer.from('?') };
  const assigned = await assignerOf().assign({
    topics: [TOPIC],
    members: [
      memberWith('older', Buffer.from('{"version":0,"held":[3]}')),
      memberWith('keeper', encodeHoldings({ held: [2], generation: 1, warm: [] })),
      memberWith('silent', Buffer.alloc(0)),
      broken,
    ],
  });
  const given = new Map(
    assigned.map(({ memberId, memberAssignment }) => [
      memberId,
      MemberAssignment.decode(memberAssignment)?.assignment,
    ]),
  );
  t.deepEqual(given.get('keeper'), { [TOPIC]: [2] });
  t.is(new Set([...given.values()].flatMap((one) => one?.[TOPIC])).size, 4);
});

test('holdings of another version or with anything but partitions count as none', (t) => {
  const broken = [
    '',
    'null',
    '{"version":2,"held":[],"generation":1,"warm":[]}',
    '{"version":1,"held":["0"],"generation":1,"warm":[]}',
    '{"version":1,"held":[0],"generation":"1","warm":[]}',
    '{"version":1,"held":[0],"generation":1}',
  ];
  for (const text of broken) t.deepEqual(parseHoldings(Buffer.from(text)), NO_HOLDINGS, text);
});
