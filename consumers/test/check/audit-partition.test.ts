import test from 'ava';
import fc from 'fast-check';
import { EVENT_DAMAGES } from '../support/event-damages.ts';
import { histories } from '../support/order-lives.ts';
import { RECEIPT_DAMAGES } from '../support/receipt-damages.ts';
import { auditOf, recordedLog, rulesBroken, type RecordedLog } from '../support/recorded-log.ts';
import { STATE_DAMAGES } from '../support/state-damages.ts';

const DAMAGES = [...EVENT_DAMAGES, ...RECEIPT_DAMAGES, ...STATE_DAMAGES];

test('a log that a writer wrote never gives a finding', async (t) => {
  await fc.assert(
    fc.asyncProperty(histories, async (asked) => {
      const { findings, summary } = await auditOf(recordedLog(asked));
      t.deepEqual(findings, []);
      t.is(summary.undecided, 0);
      t.is(summary.passedOver, asked.filter((ask) => ask === 'unreadable').length);
    }),
  );
});

for (const [name, rule, damage] of DAMAGES) {
  test(`${name} is found`, async (t) => {
    let damaged = 0;
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (asked, pick) => {
        const log = damage(recordedLog(asked), pick);
        if (log === null) return;
        damaged += 1;
        const rules = await rulesBroken(log);
        t.true(rules.includes(rule), rules.join());
      }),
      { numRuns: 15 },
    );
    t.true(damaged > 3, `Expected logs to damage, got ${String(damaged)}`);
  });
}

test('a log that grows while it is read gives no finding, whichever topic shows more', async (t) => {
  const cuts = fc.tuple(histories, fc.nat(), fc.nat(), fc.nat(), fc.nat());
  await fc.assert(
    fc.asyncProperty(cuts, async ([asked, from, ...later]) => {
      const log = recordedLog(asked);
      const judged = from % (log.commands.length + 1);
      const [receipts, events, states] = later.map((more) => judged + (more % 10));
      const isRead =
        (end = Infinity) =>
        ({ commandOffset }: { readonly commandOffset: number }) =>
          commandOffset < end;
      const countBelow = (topic: keyof RecordedLog, end: number) =>
        pickUntil(log, end)[topic].length;
      const read: RecordedLog = {
        commands: log.commands,
        receipts: log.receipts.filter(isRead(receipts)),
        events: log.events.filter(isRead(events)),
        states: pickUntil(log, states ?? 0).states,
      };
      const { findings } = await auditOf(read, {
        receiptsBefore: countBelow('receipts', judged),
        eventsBefore: countBelow('events', judged),
        statesBefore: countBelow('states', judged),
      });
      t.deepEqual(findings, []);
    }),
    { numRuns: 50 },
  );
});

/** What stands in the topics when only the commands below an offset are decided. */
function pickUntil(log: RecordedLog, until: number): RecordedLog {
  const end = Math.min(until, log.commands.length);
  const isBefore = ({ commandOffset }: { readonly commandOffset: number }) => commandOffset < end;
  const position = log.states.findIndex(
    ({ state }) => state.type === 'WriterPosition' && state.value.commandOffset === end - 1,
  );
  return {
    commands: log.commands,
    receipts: log.receipts.filter(isBefore),
    events: log.events.filter(isBefore),
    states: log.states.slice(0, position + 1),
  };
}

test('commands and receipts deleted for their age are not missed, but counted', async (t) => {
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), fc.nat(), async (asked, some, other) => {
      const log = recordedLog(asked);
      const commandsFrom = some % log.commands.length;
      const receipts = log.receipts.slice(other % log.receipts.length);
      const receiptsFrom = receipts[0]?.commandOffset ?? Infinity;
      const kept = { ...log, commands: log.commands.slice(commandsFrom), receipts };
      const { findings, summary } = await auditOf(kept, { commandsFrom, receiptsFrom });
      t.deepEqual(findings, []);
      t.true(receiptsFrom <= commandsFrom || summary.excused > 0);
    }),
    { numRuns: 30 },
  );
});

test('commands behind the last decided one are counted with their age, and no finding', async (t) => {
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), async (asked, pick) => {
      const log = recordedLog(asked);
      const end = pick % log.commands.length;
      const { findings, summary } = await auditOf(pickUntil(log, end));
      const waiting = log.commands.filter((c) => c.offset >= end && c.passedOver === null);
      t.deepEqual(findings, []);
      t.is(summary.undecided, waiting.length);
      t.is(summary.oldestUndecidedAt, waiting[0]?.writtenAt ?? null);
    }),
    { numRuns: 30 },
  );
});

test('a record that stands for several events is one version', async (t) => {
  const [asked] = fc.sample(histories, 1);
  const log = recordedLog(asked ?? []);
  const [first] = log.events;
  if (first === undefined) return t.fail();
  const attached = {
    itemId: 'ring',
    modelSha256: 'a'.repeat(64),
    modelFormat: 'STL',
    modelBytes: 684,
  };
  const part = { ...first.first, event: { type: 'ModelAttached' as const, data: attached } };
  const events = log.events.with(0, { ...first, parts: [first.first, part] });
  const { findings } = await auditOf({ ...log, events });
  t.deepEqual(findings, []);
});

test('a finding says where, what was expected, what came and what to do', async (t) => {
  const [asked] = fc.sample(histories, 1);
  const log = recordedLog(asked ?? []);
  const [receipt] = log.receipts;
  const { findings } = await auditOf({ ...log, receipts: log.receipts.slice(1) });
  t.like(
    findings.find(({ rule }) => rule === 'receipt-missing'),
    {
      topic: 'commands',
      partition: 3,
      offset: receipt?.commandOffset,
      orderId: receipt?.read.orderId,
      message: `Expected a receipt of command ${String(receipt?.read.commandId)}, since a later one is decided, got none`,
      remedy: 'Send the command again with the same id: a command is decided once.',
    },
  );
});
