import type { CommandEnvelope, OrderCommand, ReadCommand, Role } from '@karat/schemas';
import { COMMAND_TYPES, ROLES } from '@karat/schemas';
import fc from 'fast-check';
import { handleCommand, type Handled } from '../../src/order/handle-command.ts';
import { EMPTY_LEDGER, type OrderLedger } from '../../src/order/ledger.ts';
import { NOW, ORDER_ID } from './given-order.ts';
import { nextStep } from './next-step.ts';
import { WISHES, type Wanted } from './wishes.ts';

/** One thing asked of an order in a generated history. */
export interface Asked {
  /** A command of any kind, or the one that brings the order on its way. */
  readonly wish: OrderCommand['type'] | 'next';
  readonly seed: number;
  /** A role that sends it instead of one that may. */
  readonly role: Role | null;
  /** How many commands ago its id was used, for a nervous or a careless caller; null for a new id. */
  readonly idOf: number | null;
  /** Whether the body goes with the id that is used again. */
  readonly sameBody: boolean;
  readonly version: 'any' | 'right' | 'wrong';
  /** How long after the command before it is decided. */
  readonly waitMs: number;
}

/** A command of a history with what became of it. */
export interface Played extends Handled {
  readonly command: ReadCommand;
  readonly before: OrderLedger;
}

const HOUR_MS = 3_600_000;

/** Mostly null. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 10, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

function askedFor(wish: fc.Arbitrary<Asked['wish']>): fc.Arbitrary<Asked> {
  return fc.record({
    wish,
    seed: fc.nat(200),
    role: seldom(fc.constantFrom(...ROLES)),
    idOf: seldom(fc.nat(20)),
    sameBody: fc.boolean(),
    version: fc.constantFrom('any', 'any', 'any', 'any', 'right', 'wrong'),
    waitMs: fc.oneof(fc.nat(1), fc.nat(100 * HOUR_MS)),
  });
}

const LENGTHS = { minLength: 5, maxLength: 60, size: 'max' } as const;
const NEXT = { weight: 2, arbitrary: fc.constant('next' as const) };
const ANY = { weight: 3, arbitrary: fc.constantFrom(...COMMAND_TYPES) };

/** Whatever may be asked of an order, by whomever, in whatever order and how often. */
export const histories = fc.array(askedFor(fc.oneof(NEXT, ANY)), LENGTHS);

/** The same, in which some commands are asked for more often than all others together. */
export function historiesRichIn(...often: readonly OrderCommand['type'][]) {
  const rich = { weight: 5, arbitrary: fc.constantFrom(...often) };
  return fc.array(askedFor(fc.oneof(NEXT, ANY, rich)), LENGTHS);
}

/** Has a history decided from the beginning, as its writer would. */
export function play(history: readonly Asked[]): readonly Played[] {
  const played: Played[] = [];
  let decidedAt = NOW;
  for (const [index, one] of history.entries()) {
    const before = played.at(-1)?.ledger ?? EMPTY_LEDGER;
    decidedAt += one.waitMs;
    const command = commandOf(one, before, played);
    played.push({ command, before, ...handleCommand(before, command, stampAt(index, decidedAt)) });
  }
  return played;
}

/** The stamp of the n-th command; `decidedAt` in epoch milliseconds. */
export function stampAt(index: number, decidedAt: number) {
  let made = 0;
  const newEventId = () => `${String(index)}.${String((made += 1))}`;
  return { decidedAt, writerEpoch: 1, newEventId };
}

function commandOf(one: Asked, ledger: OrderLedger, played: readonly Played[]): ReadCommand {
  const { idOf, sameBody, version } = one;
  const earlier = idOf === null ? undefined : played.at(-1 - idOf)?.command;
  if (earlier !== undefined && sameBody) return { ...earlier, offset: String(played.length) };
  const current = ledger.state?.version ?? 0;
  const expectedVersion = { any: null, right: current, wrong: current + 1 }[version];
  const commandId = earlier?.commandId ?? `c-${String(played.length)}`;
  const facts = { commandId, expectedVersion, offset: played.length };
  return readOf(wantedOf(one, ledger), facts);
}

function wantedOf({ wish, seed, role }: Asked, { state }: OrderLedger): Wanted {
  const wanted = wish === 'next' ? nextStep(state, seed) : WISHES[wish](state, seed);
  return role === null ? wanted : { ...wanted, actor: { role, id: wanted.actor.id } };
}

/** A command as the log has it. */
export function readOf(
  { command, actor }: Wanted,
  facts: Pick<CommandEnvelope, 'commandId' | 'expectedVersion'> & { readonly offset: number },
): ReadCommand {
  return {
    ...facts,
    command,
    orderId: ORDER_ID,
    actor,
    bodyHash: JSON.stringify(command),
    correlationId: facts.commandId,
    causationId: null,
    traceparent: null,
    sentAt: NOW,
    replyTo: null,
    partition: 0,
    offset: String(facts.offset),
  };
}
