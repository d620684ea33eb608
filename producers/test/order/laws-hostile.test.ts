import type { OrderCommand } from '@karat/schemas';
import { COMMAND_TYPES } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { handleCommand } from '../../src/order/handle-command.ts';
import { histories, play, readOf, stampAt } from '../support/histories.ts';
import { WISHES } from '../support/wishes.ts';

const HOSTILE_NUMBERS = [NaN, Infinity, -Infinity, -1, 0.5, -9e15, 9e15, 1e300, 2 ** 31] as const;
const MAX_TEXT = 2_000;

/** A value with one number or text after the other replaced by what no sane sender sends. */
function spoilt(value: unknown, at: number, counter = { leaves: 0 }): unknown {
  if (value === null || Buffer.isBuffer(value) || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((one) => spoilt(one, at, counter));
  if (typeof value === 'object') {
    const fields = Object.entries(value).map(([key, one]) => [key, spoilt(one, at, counter)]);
    return Object.fromEntries(fields);
  }
  counter.leaves += 1;
  if (counter.leaves % 7 !== at % 7) return value;
  if (typeof value === 'number') return HOSTILE_NUMBERS[at % HOSTILE_NUMBERS.length];
  return at % 2 === 0 ? '' : 'x'.repeat(100_000);
}

/** Every number and text of a value. */
function leavesOf(value: unknown): readonly (number | string)[] {
  if (typeof value === 'number' || typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return [];
  return Object.values(value).flatMap(leavesOf);
}

const requests = fc.record({
  history: histories,
  type: fc.constantFrom(...COMMAND_TYPES),
  seed: fc.nat(200),
  at: fc.nat(1_000),
});

test('whatever is sent, deciding never fails, and nothing without bounds gets into an event', (t) => {
  let accepted = 0;
  fc.assert(
    fc.property(requests, ({ history, type, seed, at }) => {
      const last = play(history).at(-1);
      if (last === undefined) return;
      const wanted = WISHES[type](last.ledger.state, seed);
      const data = spoilt(wanted.command.data, at);
      // Only the shape is kept, as the schema guarantees it; the values are anything.
      const command = { type, data } as OrderCommand;
      const facts = { commandId: 'hostile', expectedVersion: null, offset: 999 };
      const read = readOf({ ...wanted, command }, facts);
      const { events } = handleCommand(last.ledger, read, stampAt(999, last.receipt.decidedAt));
      accepted += events.length;
      for (const leaf of events.flatMap(({ event }) => leavesOf(event.data))) {
        if (typeof leaf === 'number') t.true(Number.isFinite(leaf) && leaf >= 0, String(leaf));
        else t.true(leaf.length <= MAX_TEXT, `${event(events)}: ${String(leaf.length)}`);
      }
    }),
    { numRuns: 1_000 },
  );
  // Otherwise every request was refused, and the law said nothing.
  t.true(accepted > 20, String(accepted));
});

function event(events: readonly { readonly event: { readonly type: string } }[]): string {
  return events.map((one) => one.event.type).join(', ');
}
