import type { Erasure } from '../erasure/erasure-document.ts';
import type { EraseReport } from './erase-command.ts';

/** What became of each order, in words. */
export function reportErase({ isDone, isDryRun, orders }: EraseReport): string {
  const lines = orders.map(({ orderId, status, outcome }) => {
    return `${orderId} ${outcome}${status === null ? '' : ` (${status})`}`;
  });
  if (orders.length === 0) return 'No orders';
  if (isDryRun) return [...lines, 'Dry run, nothing was sent'].join('\n');
  if (isDone) return [...lines, 'See `karat erasure <order>` for the proof'].join('\n');
  const isOpen = orders.some(({ outcome }) => outcome === 'open');
  return [...lines, isOpen ? 'An order is open, nothing was sent' : 'Not all is erased'].join('\n');
}

/** A proof in words. */
export function reportErasure(orderId: string, erasure: Erasure | null): string {
  if (erasure === null) return `${orderId}: no erasure has been asked for, or it was not read yet`;
  const { requestedBy, requestedAt, reason, eventId, answers, waiting, completedAt } = erasure;
  return [
    `Order ${orderId}: asked for by ${requestedBy} at ${isoTime(requestedAt)} (${reason}), event ${eventId}`,
    ...answers.map(
      ({ sink, how, evidence, at }) => `  ${how} ${sink}: ${evidence} [${isoTime(at)}]`,
    ),
    ...waiting.map(({ sink, waitsFor }) => `  waiting ${sink}: ${waitsFor}`),
    completedAt === null
      ? `Not complete: ${String(waiting.length)} sinks have not answered`
      : `Complete at ${isoTime(completedAt)}: ${String(answers.length)} sinks`,
  ].join('\n');
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
