import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '@karat/infra/logger';
import { createTelemetry } from '@karat/infra/telemetry';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { eventually, testServers } from '@karat/infra/testing';
import test, { type ExecutionContext } from 'ava';
import kafkajs from 'kafkajs';
import { startOrderWriter, type OrderWriter } from '../../src/order-writer.ts';
import { createWriterMetrics } from '../../src/writer-metrics.ts';
import { initiation } from '../support/partition-rig.ts';
import { createWriterRig, type WriterRig } from '../support/writer-rig.ts';

const PARTITIONS = 12;

/** Members of a group whose assignment is what the broker says it is. */
interface GroupRig {
  readonly join: () => Promise<OrderWriter>;
  /** What each member has, by member id, as soon as so many share all partitions. */
  readonly assignment: (members: number) => Promise<ReadonlyMap<string, readonly number[]>>;
}

async function createGroupRig(t: ExecutionContext): Promise<GroupRig> {
  const log = await deployTestLog(testServers(process.env), { partitions: PARTITIONS });
  t.teardown(log.close);
  const admin = log.kafka.admin();
  await admin.connect();
  t.teardown(() => admin.disconnect());
  const groupId = `${log.environment}.decider`;
  return {
    join: () => joinGroup(t, log, groupId),
    assignment: (members) =>
      eventually(async () => {
        const [group] = (await admin.describeGroups([groupId])).groups;
        const shares = (group?.members ?? []).map(({ memberId, memberAssignment }) => {
          const decoded = kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment);
          return [memberId, decoded?.assignment[log.topics.commands] ?? []] as const;
        });
        const isWhole = shares.flatMap(([, share]) => share).length === PARTITIONS;
        return group?.state === 'Stable' && shares.length === members && isWhole && new Map(shares);
      }),
  };
}

async function joinGroup(
  t: ExecutionContext,
  { kafka, topics }: TestLog,
  groupId: string,
): Promise<OrderWriter> {
  const writer = await startOrderWriter({
    kafka,
    groupId,
    topic: topics.commands,
    partitions: PARTITIONS,
    warmPartitions: () => [],
    openPartition: () => Promise.reject(new TypeError('There are no commands')),
    onDecided: () => undefined,
    onTrouble: () => undefined,
    onFailure: () => undefined,
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics: createWriterMetrics(createTelemetry('test')),
  });
  t.teardown(writer.close);
  return writer;
}

test('a writer that joins takes its share and leaves the others what else they have', async (t) => {
  const rig = await createGroupRig(t);
  await rig.join();
  await rig.join();
  const two = await rig.assignment(2);
  const third = await rig.join();
  const three = await rig.assignment(3);
  for (const [memberId, had] of two) {
    const has = three.get(memberId) ?? [];
    t.is(has.length, 4);
    t.true(has.every((partition) => had.includes(partition)));
  }
  await third.close();
  const left = await rig.assignment(2);
  for (const [memberId, share] of left) {
    t.is(share.length, 6);
    t.true((three.get(memberId) ?? []).every((partition) => share.includes(partition)));
  }
});

/** The last assignment that a writer process has logged. */
async function lastAssignment({ folder }: WriterRig, instance: string): Promise<readonly number[]> {
  const lines = (await readFile(join(folder, `${instance}.log`), 'utf8')).split('\n');
  const joined = lines.findLast((line) => line.includes('joined the group')) ?? '{}';
  const { assignment = [] } = JSON.parse(joined) as { assignment?: readonly number[] };
  return assignment;
}

test('a writer process that is started again gets the partitions it has on disk', async (t) => {
  const rig = await createWriterRig(t, { partitions: 6 });
  const other = await rig.startWriter('other');
  await rig.startWriter('one');
  const had = await eventually(async () => {
    const share = await lastAssignment(rig, 'other');
    return share.length === 3 && share;
  });
  // A store is made with the first command of a partition; so many orders meet all six.
  const orderIds = Array.from({ length: 100 }, () => randomUUID());
  await Promise.all(orderIds.map((orderId) => rig.gateway.send(initiation(orderId))));
  await rig.readReceipts(100);
  await other.stop();
  await eventually(async () => (await lastAssignment(rig, 'one')).length === 6);
  await other.restart();
  await eventually(async () => (await lastAssignment(rig, 'one')).length === 3);
  t.deepEqual(await lastAssignment(rig, 'other'), had);
});
