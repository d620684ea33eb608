import type { CommandReceipt, Outcome, RecordPosition, Refusal } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { keptReceipts, storedReceipt, type StoredReceipt } from '../src/index.ts';

const COMMAND_ID = '0f9619ff-8b86-5011-b42d-00cf4fc964ff';
const ORDER_ID = '6f9619ff-8b86-5011-b42d-00cf4fc964ff';
const DECIDED_AT = Date.UTC(2026, 10, 21, 8);

type Kind = 'accepted' | 'unchanged' | 'repeated' | 'refused' | 'key reused';

const RECEIPTS: Readonly<Record<Kind, Partial<CommandReceipt>>> = {
  accepted: { outcome: 'ACCEPTED', version: 4, eventIds: ['event-4'] },
  unchanged: { outcome: 'NO_CHANGE', version: 4 },
  repeated: { outcome: 'ACCEPTED', version: 4, eventIds: ['event-4'], repeated: true },
  refused: { outcome: 'REFUSED', refusal: refusalFor('illegal-transition') },
  'key reused': { outcome: 'REFUSED', refusal: refusalFor('idempotency-key-reused') },
};

test('a receipt is stored under its command and its order, for thirty days', (t) => {
  t.deepEqual(storedReceipt(receiptOf('accepted', 17)), {
    _id: `${COMMAND_ID}/${ORDER_ID}`,
    commandId: COMMAND_ID,
    orderId: ORDER_ID,
    commandType: 'ApproveOrder',
    outcome: 'ACCEPTED',
    version: 4,
    status: 'MANUFACTURING_APPROVED',
    eventIds: ['event-4'],
    refusal: null,
    decidedAt: DECIDED_AT,
    actor: { role: 'crm', id: 'carl' },
    correlationId: 'correlation',
    traceparent: null,
    partition: 3,
    offset: '17',
    rank: '0:0000000000000000017',
    expiresAt: new Date('2026-12-21T08:00:00.000Z'),
  });
});

test('an acceptance is kept whatever refusals came before it or come after', (t) => {
  t.is(keptOf(['refused', 'key reused', 'accepted', 'refused', 'key reused']), 2);
  t.is(keptOf(['refused', 'unchanged']), 1);
});

test('what was done is kept rather than what repeats it, even if that is met first', (t) => {
  t.is(keptOf(['repeated', 'accepted']), 1);
  t.is(keptOf(['accepted', 'repeated']), 0);
});

test('a repetition of what another command did is the outcome of a command without one', (t) => {
  t.is(keptOf(['refused', 'repeated', 'repeated']), 1);
});

test('a reused key never stands in the place of another outcome, but is told where it is all', (t) => {
  t.is(keptOf(['key reused', 'refused']), 1);
  t.is(keptOf(['refused', 'key reused']), 0);
  t.is(keptOf(['key reused', 'key reused']), 0);
});

test('the first of two equals is kept, however many digits their offsets have', (t) => {
  const kept = keptReceipts([10, 9, 100].map((at) => storedReceipt(receiptOf('refused', at))));
  t.is([...kept.values()][0]?.offset, '9');
});

test('receipts of one command upon two orders are kept both', (t) => {
  const other = { ...receiptOf('refused', 5), orderId: 'another' };
  t.is(keptReceipts([storedReceipt(receiptOf('accepted', 4)), storedReceipt(other)]).size, 2);
});

test('what is kept does not depend on order, repetition or how receipts are cut into batches', (t) => {
  const kinds = fc.constantFrom(...Object.keys(RECEIPTS).filter(isKind));
  const logs = fc
    .array(fc.tuple(kinds, fc.nat(2)), { minLength: 1, maxLength: 30 })
    .map((log) =>
      log.map(([kind, order], offset) =>
        storedReceipt({ ...receiptOf(kind, offset), orderId: `order-${String(order)}` }),
      ),
    );
  const deliveries = fc.tuple(logs, fc.infiniteStream(fc.nat(89)), fc.array(fc.nat(90)));
  fc.assert(
    fc.property(deliveries, ([log, places, cuts]) => {
      // A whole log and then any of its records again, all at places drawn for them.
      const again = [...log, ...log].filter(() => Number(places.next().value) % 2 === 0);
      const delivered = [...log, ...again]
        .map((receipt) => ({ receipt, place: Number(places.next().value) }))
        .sort((one, other) => one.place - other.place)
        .map(({ receipt }) => receipt);
      t.deepEqual(inOrder(keptAcross(delivered, cuts)), inOrder(keptReceipts(log)));
    }),
  );
});

/** What is kept when each batch meets what the batches before it have left. */
function keptAcross(
  delivered: readonly StoredReceipt[],
  cuts: readonly number[],
): ReadonlyMap<string, StoredReceipt> {
  const ends = [...cuts, delivered.length].sort((a, b) => a - b);
  let stored: ReadonlyMap<string, StoredReceipt> = new Map();
  for (const [index, end] of ends.entries()) {
    const batch = keptReceipts(delivered.slice(ends[index - 1] ?? 0, end));
    stored = keptReceipts([...batch.values(), ...stored.values()]);
  }
  return stored;
}

function inOrder(kept: ReadonlyMap<string, StoredReceipt>): readonly StoredReceipt[] {
  return [...kept.values()].sort((a, b) => (a._id < b._id ? -1 : 1));
}

/** Offset of the receipt that is kept of these, written one after the other and met in both orders. */
function keptOf(kinds: readonly Kind[]): number {
  const receipts = kinds.map((kind, offset) => storedReceipt(receiptOf(kind, offset)));
  const [kept] = keptReceipts(receipts).values();
  const [again] = keptReceipts(receipts.toReversed()).values();
  if (kept === undefined || kept !== again) throw new TypeError('Expected one receipt, got two');
  return Number(kept.offset);
}

function receiptOf(kind: Kind, offset: number): Outcome & RecordPosition {
  const receipt: CommandReceipt = {
    commandType: 'ApproveOrder',
    outcome: 'ACCEPTED',
    repeated: false,
    commandOffset: offset,
    version: 3,
    status: 'MANUFACTURING_APPROVED',
    eventIds: [],
    decidedAt: DECIDED_AT,
    refusal: null,
    ...RECEIPTS[kind],
  };
  return {
    commandId: COMMAND_ID,
    orderId: ORDER_ID,
    bodyHash: 'hash',
    actor: { role: 'crm', id: 'carl' },
    correlationId: 'correlation',
    traceparent: null,
    receipt,
    partition: 3,
    offset: String(offset),
  };
}

function refusalFor(reason: string): Refusal {
  return {
    reason,
    detail: 'Expected something else',
    currentVersion: 3,
    allowedTransitions: [],
    claimedBy: null,
    claimedAt: null,
  };
}

function isKind(text: string): text is Kind {
  return text in RECEIPTS;
}
