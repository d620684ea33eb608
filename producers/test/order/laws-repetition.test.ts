import test from 'ava';
import fc from 'fast-check';
import { handleCommand } from '../../src/order/handle-command.ts';
import { histories, play, stampAt } from '../support/histories.ts';
import { NOW } from '../support/given-order.ts';

const LATER = NOW * 2;
/** Refusals that an order remembers; of older ones a repetition is decided again. */
const REMEMBERED = 32;

test('a command sent twice in a row adds nothing and gets the same answer', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      for (const { command, ledger, receipt } of play(history)) {
        const again = handleCommand(ledger, command, stampAt(999, LATER));
        t.deepEqual(again.events, []);
        t.is(again.ledger.state, ledger.state);
        const { outcome, version, status, eventIds, refusal } = again.receipt;
        t.deepEqual(
          { outcome, refusal, eventIds },
          { outcome: receipt.outcome, refusal: receipt.refusal, eventIds: receipt.eventIds },
        );
        t.deepEqual({ version, status }, { version: receipt.version, status: receipt.status });
      }
    }),
  );
});

test('an accepted command sent again at any time later adds nothing and gets its first answer', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      const played = play(history);
      const last = played.at(-1);
      if (last === undefined) return;
      for (const { command, receipt } of played) {
        if (receipt.outcome !== 'ACCEPTED' || receipt.repeated) continue;
        const again = handleCommand(last.ledger, command, stampAt(999, LATER));
        t.true(again.receipt.repeated);
        t.deepEqual(again.events, []);
        t.is(again.ledger, last.ledger);
        t.deepEqual(again.receipt.eventIds, receipt.eventIds);
        t.is(again.receipt.version, receipt.version);
        t.is(again.receipt.status, receipt.status);
      }
    }),
  );
});

test('an id that comes with another body is told so and changes nothing', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      const first = new Map<string, string>();
      for (const { command, receipt, before, ledger } of play(history)) {
        const { commandId, bodyHash } = command;
        const known = [...before.accepted, ...before.refused].find((entry) => {
          return entry.commandId === commandId;
        });
        if (known !== undefined && known.bodyHash !== bodyHash) {
          t.is(receipt.refusal?.reason, 'idempotency-key-reused');
          t.is(ledger, before);
        }
        if (!first.has(commandId)) first.set(commandId, bodyHash);
      }
    }),
  );
});

test('whoever expects another version than the order has gets nothing done', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      for (const { command, before, events } of play(history)) {
        if (command.expectedVersion === null || before.state === null) continue;
        if (command.expectedVersion === before.state.version) continue;
        t.deepEqual(events, []);
      }
    }),
  );
});

test('what an order remembers of refusals has an end', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      for (const { ledger } of play(history)) t.true(ledger.refused.length <= REMEMBERED);
    }),
  );
});
