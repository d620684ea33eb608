import { explicitPartitioner } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import { createTelemetry } from '@karat/infra/telemetry';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { eventually, testServers } from '@karat/infra/testing';
import { PlatformError } from '@karat/infra/errors';
import type { RawRecord } from '@karat/schemas';
import test, { type ExecutionContext } from 'ava';
import {
  SESSION_TIMEOUT_MS,
  startOrderWriter,
  type OrderWriterOptions,
} from '../../src/order-writer.ts';
import type { PartitionWriter } from '../../src/partition-writer.ts';
import { createWriterMetrics } from '../../src/writer-metrics.ts';

/** Makes an order writer whose partitions are opened by the test. */
async function createRig(t: ExecutionContext, openPartition: OrderWriterOptions['openPartition']) {
  const log = await deployTestLog(testServers(process.env), { partitions: 2 });
  t.teardown(log.close);
  const troubles: (readonly [number, string | null])[] = [];
  const failures: unknown[] = [];
  await send(log);
  const writer = await startOrderWriter({
    kafka: log.kafka,
    topic: log.topics.commands,
    groupId: `${log.environment}.decider`,
    partitions: 2,
    warmPartitions: () => [],
    openPartition,
    onDecided: () => undefined,
    onTrouble: (partition, reason) => troubles.push([partition, reason]),
    onFailure: (error) => failures.push(error),
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics: createWriterMetrics(createTelemetry('test')),
  });
  return { log, writer, troubles, failures };
}

async function send({ kafka, topics }: TestLog): Promise<void> {
  const producer = kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const messages = [0, 1].map((partition) => ({ partition, value: 'a command' }));
  await producer.send({ topic: topics.commands, messages });
  await producer.disconnect();
}

/** A writer that notes what it is asked to decide, and fails the first so many times. */
function noting(decided: string[], failures: readonly Error[] = []): PartitionWriter {
  const left = [...failures];
  return {
    nextOffset: () => 0n,
    decideBatch: (records: readonly RawRecord[]) => {
      const failure = left.shift();
      if (failure !== undefined) return Promise.reject(failure);
      decided.push(...records.map(({ partition, offset }) => `${String(partition)}/${offset}`));
      return Promise.resolve([]);
    },
    close: () => Promise.resolve(),
  };
}

test('a partition that cannot be taken stands alone, and goes on when it can', async (t) => {
  const decided: string[] = [];
  let torn = true;
  const rig = await createRig(t, (partition) =>
    partition === 0 && torn
      ? Promise.reject(new TypeError('torn'))
      : Promise.resolve(noting(decided)),
  );
  await eventually(
    () => decided.includes('1/0') && rig.troubles.some(([at, why]) => at === 0 && why === 'torn'),
  );
  t.false(decided.includes('0/0'));
  torn = false;
  await eventually(() => decided.includes('0/0'));
  t.deepEqual(rig.troubles.at(-1), [0, null]);
  t.deepEqual(rig.failures, []);
  await rig.writer.close();
});

test('after an unclear outcome the partition is taken anew and the batch comes again', async (t) => {
  const decided: string[] = [];
  const unclear = new PlatformError('unclear-outcome', 'unclear');
  let opened = 0;
  const rig = await createRig(t, (partition) => {
    if (partition === 0) opened += 1;
    return Promise.resolve(noting(decided, partition === 0 && opened === 1 ? [unclear] : []));
  });
  await eventually(() => decided.includes('0/0') && decided.includes('1/0'));
  t.is(opened, 2);
  await rig.writer.close();
});

test('a fenced member takes nothing before it has joined the group anew', async (t) => {
  const decided: string[] = [];
  const fenced = new PlatformError('fenced', 'fenced');
  let joins = 0;
  const opened: number[] = [];
  const rig = await createRig(t, (partition) => {
    opened.push(joins);
    return Promise.resolve(noting(decided, partition === 0 && opened.length <= 2 ? [fenced] : []));
  });
  joins = 1;
  // Both partitions twice: a join is a possible loss of either.
  await eventually(() => decided.includes('0/0') && opened.length === 4, { timeoutMs: 20_000 });
  t.deepEqual(rig.failures, []);
  await rig.writer.close();
});

test('a member whose batch outlasts its session stays in the group', async (t) => {
  const decided: string[] = [];
  const opened: number[] = [];
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const rig = await createRig(t, (partition) => {
    opened.push(partition);
    const writer = noting(decided);
    const decideBatch: PartitionWriter['decideBatch'] = async (records) => {
      await released;
      return writer.decideBatch(records);
    };
    return Promise.resolve({ ...writer, decideBatch });
  });
  await eventually(() => opened.length === 2);
  const startedAt = performance.now();
  const outlasted = () => performance.now() - startedAt > SESSION_TIMEOUT_MS + 2_000;
  await eventually(outlasted, { timeoutMs: 60_000 });
  release();
  await send(rig.log);
  await eventually(() => decided.includes('0/1') && decided.includes('1/1'));
  // Nothing was taken a second time, so nobody had put the member out.
  t.deepEqual([...opened].sort(), [0, 1]);
  t.deepEqual([...decided].sort(), ['0/0', '0/1', '1/0', '1/1']);
  await rig.writer.close();
});

test('a stop breaks off a recovery that takes long', async (t) => {
  let started = 0;
  const rig = await createRig(t, (_partition, signal) => {
    started += 1;
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new PlatformError('aborted', 'stopping'));
      });
    });
  });
  await eventually(() => started === 2);
  const startedAt = performance.now();
  await rig.writer.close();
  t.true(performance.now() - startedAt < 5_000);
  t.deepEqual(
    rig.troubles.filter(([, reason]) => reason !== null),
    [],
  );
});

test('a member that stops while it joins anew stays out of the group', async (t) => {
  const fenced = new PlatformError('fenced', 'fenced');
  let fencings = 0;
  const rig = await createRig(t, () => {
    fencings += 1;
    return Promise.reject(fenced);
  });
  await eventually(() => fencings > 0);
  await rig.writer.close();
  const admin = rig.log.kafka.admin();
  await admin.connect();
  t.teardown(() => admin.disconnect());
  const { groups } = await admin.describeGroups([`${rig.log.environment}.decider`]);
  t.deepEqual(groups[0]?.members, []);
});
