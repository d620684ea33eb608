import type { CheckedCommand, CheckedEvent, CheckedReceipt, Turn } from './checked-records.ts';
import { createCursor, type Cursor } from './cursor.ts';

/** The streams of a partition, each by ascending offset of its own topic. */
export interface PartitionStreams {
  readonly commands: AsyncIterable<readonly CheckedCommand[]>;
  readonly receipts: AsyncIterable<readonly CheckedReceipt[]>;
  readonly events: AsyncIterable<readonly CheckedEvent[]>;
}

/** Turns given out at once; bounds what is held in memory. */
const MAX_BATCH = 500;

/**
 * Merges what belongs to one command: commands, receipts and events of a partition all ascend by
 * the offset of the command, so no stream is held in memory. Where a damaged log does not ascend,
 * what comes late is a turn of its own.
 *
 * @param receiptsBefore receipts below this offset show that all commands before theirs are decided
 */
export async function* mergeTurns(
  streams: PartitionStreams,
  receiptsBefore: number,
): AsyncGenerator<readonly Turn[], void, undefined> {
  const commands = createCursor(streams.commands);
  const receipts = createCursor(streams.receipts);
  const events = createCursor(streams.events);
  let batch: Turn[] = [];
  for (;;) {
    await fillAll([commands, receipts, events]);
    const heads = [commands.head()?.offset, ...decidedOffsets(receipts, events)];
    const commandOffset = Math.min(...heads.map((offset) => offset ?? Infinity));
    if (commandOffset === Infinity) break;
    const turn = {
      commandOffset,
      command: takeCommand(commands, commandOffset),
      receipts: await takeAll(receipts, commandOffset),
      events: await takeAll(events, commandOffset),
    };
    if (!receipts.isReady()) await receipts.fill();
    const later = receipts.head();
    batch.push({ ...turn, isFollowed: later !== null && later.offset < receiptsBefore });
    if (batch.length < MAX_BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function fillAll(cursors: readonly Cursor<unknown>[]): Promise<void> {
  for (const cursor of cursors) if (!cursor.isReady()) await cursor.fill();
}

function decidedOffsets(receipts: Cursor<CheckedReceipt>, events: Cursor<CheckedEvent>) {
  return [receipts.head()?.commandOffset, events.head()?.commandOffset];
}

function takeCommand(
  commands: Cursor<CheckedCommand>,
  commandOffset: number,
): CheckedCommand | null {
  const command = commands.head();
  if (command?.offset !== commandOffset) return null;
  commands.take();
  return command;
}

async function takeAll<T extends { readonly commandOffset: number }>(
  cursor: Cursor<T>,
  commandOffset: number,
): Promise<readonly T[]> {
  const taken: T[] = [];
  for (let head = cursor.head(); head?.commandOffset === commandOffset; head = cursor.head()) {
    taken.push(head);
    cursor.take();
    if (!cursor.isReady()) await cursor.fill();
  }
  return taken;
}
