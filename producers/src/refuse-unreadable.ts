import type { CommandReceipt } from '@karat/schemas';
import { refusal } from './order/decision.ts';
import type { Stamp } from './order/handle-command.ts';
import type { OrderLedger } from './order/ledger.ts';
import type { Incoming } from './read-commands.ts';

/**
 * The receipt of a command whose value cannot be read: of a later release, or broken. The order
 * does not remember it, so that the same command is decided when it is sent again after an upgrade.
 */
export function refuseUnreadable(
  ledger: OrderLedger,
  { command, commandType, detail }: Extract<Incoming, { kind: 'unreadable' }>,
  { decidedAt }: Pick<Stamp, 'decidedAt'>,
): CommandReceipt {
  return {
    commandType,
    outcome: 'REFUSED',
    repeated: false,
    commandOffset: Number(command.offset),
    version: ledger.state?.version ?? 0,
    status: ledger.state?.status ?? null,
    eventIds: [],
    decidedAt,
    refusal: refusal('validation', detail),
  };
}
