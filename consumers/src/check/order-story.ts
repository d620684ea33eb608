import type { CheckedCommand, CheckedEvent, CheckedReceipt, Turn } from './checked-records.ts';

/** One record of an order's story; with `--json` it is printed as it is, so this is a format. */
export interface StoryStep {
  readonly kind: 'command' | 'receipt' | 'event';
  readonly commandOffset: number;
  /** Offset of the record in its topic. */
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Name of the command or event. */
  readonly type: string | null;
  /** Who; null for a receipt. */
  readonly actor: string | null;
  /** Id of the command or event. */
  readonly id: string;
  /** Version of the order afterwards; null for a command. */
  readonly version: number | null;
  /** What became of the command, with the reason of a refusal; null but for a receipt. */
  readonly outcome: string | null;
}

/** Collects what the log holds about one order. */
export interface OrderStory {
  readonly orderId: string;
  readonly turn: (turn: Turn) => void;
  /** Command, receipt, events, next command and so on. */
  readonly steps: () => readonly StoryStep[];
}

/** A collector for this order. */
export function createOrderStory(orderId: string): OrderStory {
  const steps: StoryStep[] = [];
  return {
    orderId,
    steps: () => steps,
    turn: ({ command, commandOffset, receipts, events }) => {
      if (command?.orderId === orderId) steps.push(commandStep(command));
      for (const receipt of receipts) {
        if (receipt.read.orderId === orderId) steps.push(receiptStep(commandOffset, receipt));
      }
      for (const event of events) {
        if (event.first.orderId === orderId) steps.push(...eventSteps(commandOffset, event));
      }
    },
  };
}

function commandStep(command: CheckedCommand): StoryStep {
  const { offset, writtenAt, commandType, actor, commandId } = command;
  return {
    kind: 'command',
    commandOffset: offset,
    offset,
    at: writtenAt,
    type: commandType,
    actor,
    id: commandId,
    version: null,
    outcome: null,
  };
}

function receiptStep(commandOffset: number, { offset, read }: CheckedReceipt): StoryStep {
  const { commandId, receipt } = read;
  const { outcome, repeated, refusal } = receipt;
  const words = [outcome, refusal === null ? '' : `(${refusal.reason})`, repeated ? 'again' : ''];
  return {
    kind: 'receipt',
    commandOffset,
    offset,
    at: receipt.decidedAt,
    type: receipt.commandType,
    actor: null,
    id: commandId,
    version: receipt.version,
    outcome: words.filter((word) => word !== '').join(' '),
  };
}

function eventSteps(commandOffset: number, { offset, parts }: CheckedEvent): readonly StoryStep[] {
  return parts.map(({ occurredAt, event, actor, eventId, version }) => ({
    kind: 'event',
    commandOffset,
    offset,
    at: occurredAt,
    type: event.type,
    actor: `${actor.role}:${actor.id}`,
    id: eventId,
    version,
    outcome: null,
  }));
}
