import { isTerminal, ORDER_STATUS_SYMBOLS } from '@karat/schemas';
import type { OrderCommand, OrderStatus } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { handleCommand } from '../../src/order/handle-command.ts';
import type { OrderLedger } from '../../src/order/ledger.ts';
import { actorOf, NOW } from '../support/given-order.ts';
import { histories, play, readOf, stampAt } from '../support/histories.ts';
import { nextStep } from '../support/next-step.ts';
import { WISHES, type Wanted } from '../support/wishes.ts';

const LATER = NOW + 86_400_000;
/** Commands at most from any status to the end of an order. */
const LONGEST_WAY = 12;
/** Longer than any history, so that no id of theirs is used again. */
const BEYOND = 1_000_000;

/** The statuses an order goes through when everybody does what comes next. */
function wayToTheEnd(ledger: OrderLedger): readonly OrderStatus[] {
  const way: OrderStatus[] = [];
  let current = ledger;
  for (let step = 0; step < LONGEST_WAY; step += 1) {
    if (current.state === null || isTerminal(current.state.status)) return way;
    current = send(current, nextStep(current.state, 1), step);
    way.push(current.state?.status ?? 'INITIATED');
  }
  return way;
}

function send(ledger: OrderLedger, wanted: Wanted, step: number): OrderLedger {
  const facts = { commandId: `end-${String(step)}`, expectedVersion: null, offset: BEYOND + step };
  return handleCommand(ledger, readOf(wanted, facts), stampAt(BEYOND + step, LATER)).ledger;
}

test('no status is dead: every open order still comes to its end by what comes next', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      const ledger = play(history).at(-1)?.ledger;
      if (ledger?.state === undefined || ledger.state === null) return;
      const last = wayToTheEnd(ledger).at(-1) ?? ledger.state.status;
      t.true(isTerminal(last), `${ledger.state.status} ends in ${last}`);
    }),
  );
});

const noted: OrderCommand = { type: 'AddNote', data: { text: Buffer.from('sealed') } };

/** An order that was taken over in a status and has accepted all it may. */
function fullOrder(status: OrderStatus): OrderLedger {
  const seed = ORDER_STATUS_SYMBOLS.indexOf(status);
  let ledger = send({ state: null, accepted: [], refused: [] }, WISHES.ImportOrder(null, seed), 0);
  for (let step = 1; step < 1_000; step += 1) {
    ledger = send(ledger, { command: noted, actor: actorOf('crm') }, step);
  }
  return ledger;
}

for (const status of ORDER_STATUS_SYMBOLS) {
  test(`an order in ${status} that takes no more notes can still be ended and erased`, (t) => {
    const full = fullOrder(status);
    t.is(full.state?.status, status);
    const version = full.state?.version;
    t.is(send(full, { command: noted, actor: actorOf('crm') }, 1_001).state?.version, version);
    const way: readonly Wanted[] = [
      WISHES.CancelOrder(full.state, 0),
      WISHES.CloseOrder(full.state, 0),
      WISHES.ErasePersonalData(full.state, 0),
    ];
    const ended = way.reduce((ledger, wanted, index) => send(ledger, wanted, 2_000 + index), full);
    t.true(ended.state !== null && isTerminal(ended.state.status));
    t.true(ended.state?.erased);
    t.true(ended.accepted.length <= 1_002);
  });
}
