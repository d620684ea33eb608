import type { CheckedReceipt } from '../../src/check/checked-records.ts';
import { numbered, without, type Damage, type NamedDamage } from './damage.ts';

function changedReceipt(
  fits: (receipt: CheckedReceipt) => boolean,
  changes: Partial<CheckedReceipt['read']['receipt']>,
): Damage {
  return (log, pick) => {
    const fitting = log.receipts.filter(fits);
    const receipt = fitting[pick % Math.max(fitting.length, 1)];
    if (receipt === undefined) return null;
    const read = { ...receipt.read, receipt: { ...receipt.read.receipt, ...changes } };
    return { ...log, receipts: log.receipts.with(receipt.offset, { ...receipt, read }) };
  };
}

const accepted = ({ read }: CheckedReceipt) =>
  read.receipt.outcome === 'ACCEPTED' && !read.receipt.repeated;
const repeated = ({ read: { receipt } }: CheckedReceipt) =>
  receipt.outcome === 'ACCEPTED' && receipt.repeated && receipt.commandType !== 'InitiateOrder';
const refused = ({ read }: CheckedReceipt) =>
  read.receipt.outcome === 'REFUSED' && !read.receipt.repeated;

/** Damages of receipts and of the commands that they answer. */
export const RECEIPT_DAMAGES: readonly NamedDamage[] = [
  [
    'a receipt that is missing',
    'receipt-missing',
    (log, pick) => ({
      ...log,
      receipts: numbered(without(log.receipts, pick % log.receipts.length)),
    }),
  ],
  [
    'a receipt that is written twice',
    'receipt-doubled',
    (log, pick) => {
      const at = pick % log.receipts.length;
      const again = log.receipts.slice(at, at + 1);
      return { ...log, receipts: numbered(log.receipts.toSpliced(at, 0, ...again)) };
    },
  ],
  [
    'a receipt that is written again after others',
    'receipt-doubled',
    (log, pick) => {
      const at = pick % (log.receipts.length - 1);
      return { ...log, receipts: numbered([...log.receipts, ...log.receipts.slice(at, at + 1)]) };
    },
  ],
  [
    'receipts that have changed places',
    'offset-backwards',
    (log, pick) => {
      const at = pick % (log.receipts.length - 1);
      const pair = log.receipts.slice(at, at + 2).reverse();
      return { ...log, receipts: numbered(log.receipts.toSpliced(at, 2, ...pair)) };
    },
  ],
  [
    'a receipt that names other events',
    'events-mismatch',
    changedReceipt(accepted, { eventIds: ['another'] }),
  ],
  [
    'a refusal that names events',
    'events-mismatch',
    changedReceipt(refused, { eventIds: ['another'] }),
  ],
  [
    'an acceptance that is told as a refusal',
    'events-mismatch',
    changedReceipt(accepted, { outcome: 'REFUSED' }),
  ],
  [
    'a repetition that names other events than the first time',
    'repeat-mismatch',
    changedReceipt(repeated, { eventIds: ['another'] }),
  ],
  [
    'a repetition that is refused after it was accepted',
    'repeat-mismatch',
    changedReceipt(repeated, { outcome: 'NO_CHANGE', eventIds: [] }),
  ],
  [
    'a receipt with another version than the order has',
    'receipt-mismatch',
    changedReceipt(accepted, { version: 99 }),
  ],
  [
    'a receipt of another command type',
    'receipt-mismatch',
    changedReceipt(accepted, { commandType: 'CloseOrder' }),
  ],
  [
    'a command that was deleted before its time',
    'receipt-without-command',
    (log, pick) => {
      const { commandOffset } = log.receipts[pick % log.receipts.length] ?? { commandOffset: -1 };
      return { ...log, commands: log.commands.filter(({ offset }) => offset !== commandOffset) };
    },
  ],
  [
    'an answer to a command that is passed over',
    'passed-over-decided',
    (log, pick) => {
      const { commandOffset } = log.receipts[pick % log.receipts.length] ?? { commandOffset: -1 };
      const command = log.commands[commandOffset];
      if (command === undefined) return null;
      const passedOver = { ...command, passedOver: 'Expected another partition' };
      return { ...log, commands: log.commands.with(commandOffset, passedOver) };
    },
  ],
];
