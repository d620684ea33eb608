import type { CommandReceipt, ToldOutcome, RefusalReason } from '@karat/schemas';
import test from 'ava';
import { eraseCommand, type ErasableOrder } from '../../src/cli/erase-command.ts';

const OPTIONS = {
  customer: 'c-1',
  reason: 'customer-request',
  as: 'carl',
  dryRun: false,
  timeout: 1,
  json: false,
};

const RECEIPT: CommandReceipt = {
  commandType: 'ErasePersonalData',
  outcome: 'ACCEPTED',
  repeated: false,
  commandOffset: 1,
  version: 4,
  status: 'CLOSED',
  eventIds: ['e'],
  decidedAt: 1,
  refusal: null,
};

/** Runs the command on the orders of a customer; gives what was sent, and the report. */
async function erase(
  orders: readonly ErasableOrder[],
  { reason = null, dryRun = false }: { reason?: RefusalReason | null; dryRun?: boolean } = {},
) {
  const sent: string[] = [];
  const report = await eraseCommand({
    orderId: undefined,
    options: { ...OPTIONS, dryRun },
    ordersOf: () => Promise.resolve(orders),
    clock: () => 1,
    gateway: {
      execute: ({ orderId, commandId, bodyHash, traceparent, actor, correlationId }) => {
        sent.push(`${actor.role}:${actor.id} ${orderId}`);
        return Promise.resolve<ToldOutcome>({
          ...{ orderId, commandId, bodyHash, traceparent, actor, correlationId },
          position: null,
          receipt: { ...RECEIPT, refusal: reason === null ? null : refusalOf(reason) },
        });
      },
    },
  });
  return { sent, report };
}

function refusalOf(reason: RefusalReason) {
  const nothing = {
    currentVersion: null,
    allowedTransitions: [],
    claimedBy: null,
    claimedAt: null,
  };
  return { ...nothing, reason, detail: '' };
}

const CLOSED = { orderId: 'one', status: 'CLOSED' } as const;
const OPEN = { orderId: 'two', status: 'PACKAGING' } as const;

test('all orders of a customer are erased, in the role of CRM', async (t) => {
  const { sent, report } = await erase([CLOSED, { ...CLOSED, orderId: 'three' }]);
  t.deepEqual(sent, ['crm:carl one', 'crm:carl three']);
  t.true(report.isDone);
});

test('nothing is erased while one order of the customer is open', async (t) => {
  const { sent, report } = await erase([CLOSED, OPEN]);
  t.deepEqual(sent, []);
  t.like(report, { isDone: false });
  t.deepEqual(
    report.orders.map(({ outcome }) => outcome),
    ['would-be-erased', 'open'],
  );
});

test('a rehearsal sends nothing', async (t) => {
  const { sent, report } = await erase([CLOSED], { dryRun: true });
  t.deepEqual(sent, []);
  t.like(report, { isDone: true, isDryRun: true });
});

test('a refusal is told with its reason', async (t) => {
  const { report } = await erase([CLOSED], { reason: 'illegal-transition' });
  t.false(report.isDone);
  t.is(report.orders[0]?.outcome, 'illegal-transition');
});

test('an order and a customer at once are one too many', async (t) => {
  const command = {
    orderId: 'one',
    options: OPTIONS,
    ordersOf: () => Promise.resolve([]),
    clock: () => 1,
    gateway: { execute: () => Promise.resolve(null) },
  };
  await t.throwsAsync(eraseCommand(command), {
    code: 'invalid-argument',
    message: 'Expected an order or --customer, got both',
  });
});
