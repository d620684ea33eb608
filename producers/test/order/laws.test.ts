import { EVENT_TYPES, ORDER_STATUS_SYMBOLS } from '@karat/schemas';
import type { OrderEvent, OrderState, OrderStatus } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { COMMAND_RULES } from '../../src/order/command-rules.ts';
import { evolve } from '../../src/order/evolve.ts';
import { histories, historiesRichIn, play, type Played } from '../support/histories.ts';

const eventsOf = (played: readonly Played[]) => played.flatMap(({ events }) => events);
const nothing = (): OrderState | null => null;

/** The lifecycle as the domain draws it: from where an event may lead where. */
const LEADS_TO: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  INITIATED: ['SUBMITTED', 'CANCELLED'],
  SUBMITTED: ['PRICE_CALCULATED', 'PRICING_FAILED', 'CANCELLED'],
  PRICING_FAILED: ['INITIATED', 'SUBMITTED', 'CANCELLED'],
  PRICE_CALCULATED: ['INITIATED', 'MANUFACTURING_APPROVED', 'CANCELLED'],
  MANUFACTURING_APPROVED: ['MANUFACTURING_STARTED', 'CANCELLED'],
  MANUFACTURING_STARTED: ['MANUFACTURING_APPROVED', 'MANUFACTURING_COMPLETED', 'CANCELLED'],
  MANUFACTURING_COMPLETED: ['MANUFACTURING_APPROVED', 'PACKAGING', 'CANCELLED'],
  PACKAGING: ['MANUFACTURING_APPROVED', 'SHIPPED', 'CANCELLED'],
  SHIPPED: ['CLOSED', 'RETURNED'],
  CLOSED: ['RETURNED'],
  CANCELLED: [],
  RETURNED: [],
};

test('the histories of these laws reach every status and bring every event about', (t) => {
  const steps = fc.sample(histories, { numRuns: 400, seed: 1 }).flatMap(play);
  const types = new Set(eventsOf(steps).map(({ event }) => event.type));
  t.deepEqual(
    EVENT_TYPES.filter((type) => !types.has(type)),
    [],
  );
  const statuses = new Set(steps.map(({ ledger }) => ledger.state?.status));
  t.deepEqual(
    ORDER_STATUS_SYMBOLS.filter((status) => !statuses.has(status)),
    [],
  );
  const reasons = new Set(steps.map(({ receipt }) => receipt.refusal?.reason));
  const met = ['forbidden', 'version-conflict', 'already-claimed', 'not-your-order'];
  const more = ['assigned-to-other', 'stale-submission', 'idempotency-key-reused'];
  t.deepEqual(
    [...met, ...more].filter((reason) => !reasons.has(reason)),
    [],
  );
});

test('only steps of the lifecycle happen, by commands that the status allows', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      for (const { command, before, events } of play(history)) {
        const [first] = events;
        if (first === undefined || before.state === null) continue;
        const { status } = before.state;
        t.true(COMMAND_RULES[command.command.type].allowedIn.includes(status));
        const after = evolve(before.state, first).status;
        t.true(after === status || LEADS_TO[status].includes(after), `${status} → ${after}`);
      }
    }),
  );
});

test('nobody whose role the domain does not name brings an event about', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      for (const { command, events } of play(history)) {
        if (events.length === 0) continue;
        t.true(COMMAND_RULES[command.command.type].roles.includes(command.actor.role));
      }
    }),
  );
});

test('folding a prefix and then the rest is folding all, and is what the order remembers', (t) => {
  fc.assert(
    fc.property(histories, fc.nat(), (history, cut) => {
      const played = play(history);
      const events = eventsOf(played);
      const at = events.length === 0 ? 0 : cut % events.length;
      const fold = (state: OrderState | null, part: typeof events) =>
        part.reduce<OrderState | null>(evolve, state);
      const whole = fold(nothing(), events);
      t.deepEqual(fold(fold(nothing(), events.slice(0, at)), events.slice(at)), whole);
      t.deepEqual(played.at(-1)?.ledger.state, whole);
    }),
  );
});

test('versions follow one another without a gap, and no time runs back', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      let version = 0;
      let at = 0;
      for (const { events, ledger, receipt } of play(history)) {
        for (const event of events) {
          t.is(event.version, (version += 1));
          t.true(event.occurredAt >= at);
          at = event.occurredAt;
        }
        if (!receipt.repeated) t.is(receipt.version, version);
        const { statusSince = 0, lastEventAt = 0 } = ledger.state ?? {};
        t.true(statusSince <= lastEventAt && lastEventAt === at);
      }
    }),
  );
});

test('a command that is refused or changes nothing leaves the order exactly as it was', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      for (const { receipt, before, ledger, events } of play(history)) {
        if (receipt.outcome === 'ACCEPTED' && !receipt.repeated) continue;
        t.is(ledger.state, before.state);
        t.deepEqual(events, []);
      }
    }),
  );
});

test('a price for another submission than the present one never lands', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      for (const { before, events } of play(history)) {
        for (const { event } of events) {
          if (event.type !== 'PriceCalculated' && event.type !== 'PricingFailed') continue;
          t.is(event.data.submissionNo, before.state?.submissionNo ?? 0);
        }
      }
    }),
  );
});

test('a date is told to be missed once, and a stay in a status to be too long once', (t) => {
  fc.assert(
    fc.property(historiesRichIn('FlagStuck', 'FlagOverdue'), (history) => {
      let state = nothing();
      let stuck = 0;
      let overdue = new Set<number>();
      for (const envelope of eventsOf(play(history))) {
        const { event }: { event: OrderEvent } = envelope;
        const before: OrderState | null = state;
        state = evolve(before, envelope);
        if (before?.status !== state.status) stuck = 0;
        if (event.type === 'OrderSubmitted') overdue = new Set();
        if (event.type === 'OrderStuck') t.is((stuck += 1), 1);
        if (event.type !== 'OrderOverdue') continue;
        t.false(overdue.has(event.data.dueAt));
        t.true(event.data.lateMs > 0);
        overdue.add(event.data.dueAt);
      }
    }),
  );
});

test('an order that is erased gets no personal data any more', (t) => {
  fc.assert(
    fc.property(histories, (history) => {
      const events = eventsOf(play(history)).map(({ event }) => event);
      const erasedAt = events.findIndex(({ type }) => type === 'PersonalDataErased');
      const sealed = erasedAt < 0 ? [] : events.slice(erasedAt).flatMap(sealedOf);
      t.deepEqual(sealed, []);
    }),
  );
});

function sealedOf({ data }: OrderEvent): readonly Buffer[] {
  return Object.values(data).filter((value: unknown): value is Buffer => Buffer.isBuffer(value));
}
