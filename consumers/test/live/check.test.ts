import { randomUUID } from 'node:crypto';
import { eventually } from '@karat/infra/testing';
import { newEventId } from '@karat/schemas';
import test from 'ava';
import type { CheckReport } from '../../src/cli/check-command.ts';
import { printed, runKarat, type Ended } from '../support/run-karat.ts';
import { createWriterRig } from '../support/writer-rig.ts';

/** Commands of one life of an order; each of them writes one event. */
const COMMANDS = 10;

// What karat prints with --json is this report.
const reportOf = (ended: Ended) => printed(ended) as CheckReport;

test.serial('a log that a writer wrote is sound, and is so while it grows', async (t) => {
  const rig = await createWriterRig(t);
  const orders = Array.from({ length: 60 }, () => randomUUID());
  const growing = Promise.all(orders.map((orderId) => rig.live(orderId)));
  for (let look = 0; look < 3; look += 1) {
    const ended = await runKarat(rig, 'check', '--json');
    t.is(ended.code, 0, ended.stdout + ended.stderr);
  }
  await growing;
  const settled = await eventually(async () => {
    const ended = await runKarat(rig, 'check', '--settled', '--json');
    return ended.code === 0 && reportOf(ended);
  });
  t.like(settled, {
    isSound: true,
    orders: 60,
    commands: 60 * COMMANDS,
    receipts: 60 * COMMANDS,
    events: 60 * COMMANDS,
    undecided: 0,
    findings: [],
  });
});

test.serial(
  'records that nobody but the writer may write are found, with where and what to do',
  async (t) => {
    const rig = await createWriterRig(t);
    const orderId = randomUUID();
    await rig.live(orderId);
    await rig.read('events', COMMANDS);
    t.is((await runKarat(rig, 'check')).code, 0);
    await rig.forge('receipts', (receipt) => receipt);
    await rig.forge('events', (event) => ({
      ...event,
      headers: { ...event.headers, ce_id: newEventId(), commandoffset: '999' },
    }));
    await rig.forge('events', (event) => ({
      ...event,
      partition: (event.partition + 1) % rig.log.identity.partitions,
    }));
    await rig.forge('states', (state) => ({ ...state, value: Buffer.from('no Avro') }));
    const ended = await runKarat(rig, 'check', '--json');
    t.is(ended.code, 1, ended.stderr);
    const { findingsByRule, findings } = reportOf(ended);
    t.like(findingsByRule, {
      'event-without-receipt': 2,
      'receipt-doubled': 1,
      'wrong-partition': 1,
      'version-gap': 1,
      unreadable: 1,
    });
    t.like(
      findings.find(({ rule }) => rule === 'unreadable'),
      {
        topic: 'states',
        message: 'Expected a value in the Confluent wire format, got bytes without one',
      },
    );
    const words = await runKarat(rig, 'check', '--max-findings', '1');
    t.regex(words.stdout, /and \d+ more findings/);
  },
);

test.serial(
  'commands without a writer are counted, and a fault only where all has to be settled',
  async (t) => {
    const rig = await createWriterRig(t);
    await rig.live(randomUUID());
    await rig.writer.stop();
    await rig.forge('commands', (command) => ({
      ...command,
      headers: { ...command.headers, ce_id: randomUUID() },
    }));
    await rig.forge('commands', (command) => ({ ...command, headers: {} }));
    const ended = await runKarat(rig, 'check', '--json');
    t.is(ended.code, 0, ended.stdout);
    t.like(reportOf(ended), { undecided: 1, passedOver: 1 });
    t.true((reportOf(ended).oldestUndecidedMs ?? 0) > 0);
    const settled = await runKarat(rig, 'check', '--settled', '--json');
    t.is(settled.code, 1);
    t.deepEqual(reportOf(settled).findingsByRule, { undecided: 1 });
  },
);

test.serial('the story of an order is printed as command, receipt and event', async (t) => {
  const rig = await createWriterRig(t);
  const orderId = randomUUID();
  await Promise.all([rig.live(orderId), rig.live(randomUUID())]);
  await rig.read('events', 2 * COMMANDS);
  const { stdout, code } = await runKarat(rig, 'check', '--order', orderId, '--json');
  t.is(code, 0);
  const story = (JSON.parse(stdout) as CheckReport).story ?? [];
  t.is(story.length, 3 * COMMANDS);
  const [command, receipt, event] = story;
  t.like(command, { kind: 'command', type: 'InitiateOrder', actor: 'storefront:anna' });
  t.like(receipt, { kind: 'receipt', outcome: 'ACCEPTED', version: 1 });
  t.like(event, { kind: 'event', type: 'OrderInitiated', version: 1 });
  const words = await runKarat(rig, 'check', '--order', orderId);
  t.regex(
    words.stdout,
    /event OrderClaimed version 6 by operator:anna \[events \d+, command \d+\]/,
  );
});

test.serial('a partition that the log does not have is refused', async (t) => {
  const rig = await createWriterRig(t);
  const { code, stderr } = await runKarat(rig, 'check', '--partition', '99');
  t.is(code, 1);
  t.regex(stderr, /Expected a partition below \d+, got 99/);
});
