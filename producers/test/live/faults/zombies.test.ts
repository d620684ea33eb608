import { randomUUID } from 'node:crypto';
import { eventually } from '@karat/infra/testing';
import test from 'ava';
import type { Kafka, Producer, ProducerConfig } from 'kafkajs';
import { createFaultRig, wake, type FaultRig } from '../../support/fault-rig.ts';
import { attachment, createPartitionRig, initiation } from '../../support/partition-rig.ts';
import type { Ruin } from '../../support/ruin.ts';

/** The group has put the sleeper out, and it has come back: it says so a second time. */
const REJOINED = /joined the group[^]*joined the group/;

/** Lets a writer fall asleep at a point and wakes it when its successor has decided for a while. */
async function sleepThroughTakeOver(rig: FaultRig, ruin: Ruin, awake: RegExp): Promise<void> {
  const sleeper = await rig.startRuined('sleeper', ruin);
  const load = rig.load({ orders: 12 });
  await rig.untilRuined(ruin);
  await rig.startWriter('successor');
  // Kafka waits 10 s for the sleeper before it gives its partitions away, so it slept longer.
  await load.done;
  wake(sleeper);
  // What it does now is what the test is about, so the log is looked at afterwards.
  await eventually(async () => awake.test(await rig.logOf('sleeper')));
  const later = rig.load({ orders: 12 });
  await later.done;
  const sent = new Set([...load.sent, ...later.sent]);
  await rig.prove({ ...later, sent, heard: [...load.heard, ...later.heard] });
}

test('a writer that stalls in the middle of a transaction and wakes writes nothing more', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t, { partitions: 1 });
  await sleepThroughTakeOver(rig, { point: 'before-commit', signal: 'SIGSTOP' }, /"fenced"/);
});

test('a writer that takes its partition late decides nothing on states of before', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t, { partitions: 1 });
  const ruin = { point: 'before-init', signal: 'SIGSTOP', after: 0 } as const;
  await sleepThroughTakeOver(rig, ruin, /partition taken|partition given up/);
});

test('a writer that wakes after its commit on a disk of its own goes on from the log', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t, { partitions: 1 });
  await sleepThroughTakeOver(rig, { point: 'after-commit', signal: 'SIGSTOP' }, REJOINED);
});

test('a writer that wakes after its commit does not put its states over its successor’s', async (t) => {
  const rig = await createPartitionRig(t);
  const store = await rig.newStore();
  const orderId = randomUUID();
  const first = await rig.send(rig.encode(initiation(orderId)));
  const asleep = sleepAfterCommit(rig.log.kafka);
  const sleeper = await rig.open(store, { kafka: asleep.kafka });
  const waking = sleeper.decideBatch(first);
  await asleep.committed;
  const successor = await rig.open(store);
  await successor.decideBatch((await rig.send(rig.encode(attachment(orderId)))).slice(-1));
  const [position, states] = [store.position(), new Map(store.load([orderId]))];
  asleep.wake();
  t.is(codeOf(await t.throwsAsync(waking)), 'fenced');
  t.deepEqual(store.position(), position);
  t.deepEqual(new Map(store.load([orderId])), states);
});

test('a commit whose answer is lost is found in the log, not written again', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t, { partitions: 1 });
  const ruin = { point: 'commit-answer-lost' } as const;
  await rig.startRuined('one', ruin);
  const load = rig.load({ orders: 24 });
  await rig.untilRuined(ruin);
  await rig.prove(load);
  t.regex(await rig.logOf('one'), /"unclear-outcome"/);
});

/** A client whose first commit is done long before its caller goes on. */
function sleepAfterCommit(kafka: Kafka) {
  const [sleep, nap] = [latch(), latch()];
  const producer = (config?: ProducerConfig): Producer => {
    const made = kafka.producer(config);
    const transaction = async () => {
      const begun = await made.transaction();
      const commit = async () => {
        await begun.commit();
        nap.open();
        await sleep.opened;
      };
      return { ...begun, commit };
    };
    return { ...made, transaction };
  };
  const sleepy = Object.create(kafka, { producer: { value: producer } }) as Kafka;
  return { kafka: sleepy, wake: sleep.open, committed: nap.opened };
}

function latch() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const openLatch = () => {
    open();
  };
  return { open: openLatch, opened };
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
}
