import type { OrderCommand, OrderEvent, OrderState, ReadCommand } from '@karat/schemas';
import { statusAfter } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { COMMAND_RULES } from '../../src/order/command-rules.ts';
import { evolve } from '../../src/order/evolve.ts';
import { handleCommand } from '../../src/order/handle-command.ts';
import { EMPTY_LEDGER, type OrderLedger } from '../../src/order/ledger.ts';
import { actorOf, NOW, ORDER_ID, RING } from '../support/given-order.ts';

const price = (submissionNo: number): OrderCommand => ({
  type: 'RecordPrice',
  data: {
    submissionNo,
    items: [
      {
        itemId: 'ring',
        modelSha256: 'a'.repeat(64),
        volumeMm3: 214.5,
        areaMm2: 390.6,
        boundingBoxMm: { x: 20, y: 20, z: 2 },
        triangles: 12,
        material: 'silver-925',
        finish: 'polished',
        quantity: 1,
        metalMassMg: 2_250,
        machineTimeMs: 3_600_000,
        parts: [{ code: 'metal', amountMinor: 100 }],
        amountMinor: 100,
      },
    ],
    totalMinor: 100,
    currency: 'EUR',
    tariffVersion: '1',
    metalPricesVersion: '1',
    estimatedWorkMs: 1,
    validUntil: NOW * 2,
    warnings: [],
  },
});

const bodies: fc.Arbitrary<OrderCommand> = fc.oneof(
  fc.constant<OrderCommand>({
    type: 'InitiateOrder',
    data: {
      sellerId: 'jewels',
      sellerOrderRef: null,
      customerId: null,
      customer: Buffer.from('sealed'),
      items: [RING],
    },
  }),
  fc.constantFrom('a', 'b').map<OrderCommand>((letter) => ({
    type: 'AttachModel',
    data: {
      itemId: 'ring',
      modelSha256: letter.repeat(64),
      modelFormat: 'STL',
      modelBytes: 684,
    },
  })),
  fc.constant<OrderCommand>({
    type: 'SubmitOrder',
    data: { rush: false, dueAt: NOW, policyVersion: '1' },
  }),
  fc.integer({ min: 1, max: 3 }).map(price),
  fc.integer({ min: 1, max: 3 }).map<OrderCommand>((submissionNo) => ({
    type: 'RejectModel',
    data: {
      submissionNo,
      reasons: [{ itemId: 'ring', code: 'open-edge', detail: '', retriable: false }],
    },
  })),
  fc.constantFrom<OrderCommand>(
    { type: 'RetryPricing', data: {} },
    { type: 'ApproveOrder', data: { paymentReference: 'pay-1' } },
    { type: 'ClaimOrder', data: {} },
    { type: 'ReleaseOrder', data: {} },
    {
      type: 'CompleteManufacturing',
      data: { rewardMinor: 1, currency: 'EUR', rewardTariffVersion: '1' },
    },
    { type: 'StartPackaging', data: {} },
    { type: 'ShipOrder', data: { carrier: 'dhl', trackingNumber: '1' } },
    { type: 'CloseOrder', data: {} },
    { type: 'CancelOrder', data: { reason: 'wish' } },
  ),
);

/** Commands as the log has them; ids repeat now and then, as those of a nervous caller do. */
const histories = fc.array(
  fc.record({
    command: bodies,
    actorId: fc.constantFrom('anna', 'boris'),
    commandId: fc.integer({ min: 1, max: 60 }).map(String),
  }),
  { minLength: 10, maxLength: 60 },
);

type Asked = { command: OrderCommand; actorId: string; commandId: string };

function asRead({ command, actorId, commandId }: Asked, index: number): ReadCommand {
  const role = COMMAND_RULES[command.type].roles[0] ?? 'crm';
  return {
    commandId,
    command,
    orderId: ORDER_ID,
    actor: actorOf(role, actorId),
    expectedVersion: null,
    bodyHash: JSON.stringify(command),
    correlationId: commandId,
    causationId: null,
    traceparent: null,
    sentAt: NOW,
    replyTo: null,
    partition: 0,
    offset: String(index),
  };
}

function stampAt(index: number) {
  let made = 0;
  return {
    decidedAt: NOW + index,
    writerEpoch: 1,
    newEventId: () => `${String(index)}.${String((made += 1))}`,
  };
}

function play(history: readonly Asked[]) {
  let ledger: OrderLedger = EMPTY_LEDGER;
  return history.map((asked, index) => {
    const before = ledger;
    const handled = handleCommand(before, asRead(asked, index), stampAt(index));
    ledger = handled.ledger;
    return { asked, index, before, ...handled };
  });
}

test('only transitions of the table happen, whatever is asked in whatever order', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      for (const { asked, before, events } of play(history)) {
        if (events.length === 0 || before.state === null) continue;
        const { allowedIn } = COMMAND_RULES[asked.command.type];
        if (!allowedIn.includes(before.state.status)) return false;
      }
      return true;
    }),
  );
  t.pass();
});

test('a command repeated at any time later adds nothing and gets the first answer', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      const played = play(history);
      const last = played.at(-1);
      if (last === undefined) return true;
      return played.every(({ asked, index, receipt, before }) => {
        const isFirst = !played.some(
          (p) => p.asked.commandId === asked.commandId && p.index < index,
        );
        if (!isFirst || receipt.repeated || before.accepted.length === 0) return true;
        const again = handleCommand(last.ledger, asRead(asked, 1_000), stampAt(1_000));
        const forgotten = receipt.outcome === 'REFUSED' && last.ledger.refused.length >= 32;
        return (
          again.events.length === 0 &&
          (forgotten || again.receipt.outcome === receipt.outcome) &&
          again.ledger.state === last.ledger.state
        );
      });
    }),
  );
  t.pass();
});

test('folding a prefix and then the rest is folding all', (t) => {
  fc.assert(
    fc.property(histories, fc.nat(), (history, cut) => {
      const events = play(history).flatMap((step) => step.events);
      const at = events.length === 0 ? 0 : cut % events.length;
      const fold = (state: OrderState | null, part: typeof events) =>
        part.reduce<OrderState | null>(evolve, state);
      t.deepEqual(fold(fold(null, events.slice(0, at)), events.slice(at)), fold(null, events));
    }),
  );
});

test('versions of an order follow one another without a gap, and time never runs back', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      const events = play(history).flatMap((step) => step.events);
      t.deepEqual(
        events.map((event) => event.version),
        events.map((_event, index) => index + 1),
      );
      const times = events.map((event) => event.occurredAt);
      t.deepEqual(
        times,
        [...times].sort((one, other) => one - other),
      );
    }),
  );
});

test('a refused command leaves the order exactly as it was', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      return play(history).every(({ receipt, before, ledger }) => {
        return receipt.outcome !== 'REFUSED' || before.state === ledger.state;
      });
    }),
  );
  t.pass();
});

test('between two releases exactly one claim wins, whoever asks how often', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      const relevant = play(history)
        .flatMap((step) => step.events)
        .map(({ event }): OrderEvent => event);
      let claims = 0;
      for (const event of relevant) {
        if (event.type === 'OrderClaimed') claims += 1;
        if (statusAfter(event, 'INITIATED') === 'MANUFACTURING_APPROVED') claims = 0;
        if (claims > 1) return false;
      }
      return true;
    }),
  );
  t.pass();
});

test('a price for an earlier submission never lands', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      return play(history).every(({ asked, before, events }) => {
        if (asked.command.type !== 'RecordPrice' || events.length === 0) return true;
        return before.state?.submissionNo === asked.command.data.submissionNo;
      });
    }),
  );
  t.pass();
});
