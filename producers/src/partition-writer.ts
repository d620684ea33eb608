import { PlatformError } from '@karat/infra/errors';
import type { Outcome, RawRecord, ReadCommand } from '@karat/schemas';
import { encodeEvent, encodeReceipt } from '@karat/schemas/codec';
import type { Kafka } from 'kafkajs';
import { fencePartition, sizeOf, type Append, type FencedLog } from './event-log.ts';
import { handleCommand, handleUndecidable, type Handled } from './order/handle-command.ts';
import { EMPTY_LEDGER, type OrderLedger } from './order/ledger.ts';
import { readCommands, type ReadCommandsOptions } from './read-commands.ts';
import { recover } from './recover.ts';
import type { RecoveryOptions } from './recovery.ts';
import { decodeLedgers } from './snapshot-codec.ts';
import { publishStates, stateAppends } from './state-records.ts';
import { isSamePosition, type StorePosition } from './state-store.ts';

/** What the writer of one partition needs. */
export interface PartitionWriterOptions extends RecoveryOptions, ReadCommandsOptions {
  readonly environment: string;
  readonly kafka: Kafka;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newEventId: () => string;
  /** Told of a command that the decider fails on: a fault of ours. It is refused. */
  readonly onUndecidable: (command: ReadCommand, error: unknown) => void;
}

/** An outcome with the process that waits for it, if one does. */
export interface Decided {
  readonly outcome: Outcome;
  readonly command: ReadCommand;
}

/** The only writer of one partition, from fencing until its first error. */
export interface PartitionWriter {
  /** Offset of the first command that is not decided yet. */
  readonly nextOffset: () => bigint;
  /**
   * Decides commands that follow one another and commits what comes of them in one transaction.
   * @throws `fenced` or `unclear-outcome`; this writer must then be closed and a new one opened,
   * because only the log knows what was committed.
   */
  readonly decideBatch: (records: readonly RawRecord[]) => Promise<readonly Decided[]>;
  readonly close: () => Promise<void>;
}

/**
 * Takes a partition and makes it ready to decide: fence first, then read, then decide. The order
 * must not change: states read before fencing may miss what the last writer still commits.
 *
 * @throws `kafka-unavailable`, retryable; `version-gap` when the log is torn; `position-beyond-log`
 * when commands that were decided are gone, so that new ones would be taken for them; `aborted`.
 */
export async function openPartitionWriter(
  options: PartitionWriterOptions,
): Promise<PartitionWriter> {
  const log = await fencePartition(options);
  try {
    const { position, folded } = await recover(options);
    await requireCommands(options, position);
    const next = { ...position, writerEpoch: position.writerEpoch + 1 };
    const ready = folded ? await publishStates(options, log, next) : next;
    // From here on a predecessor that wakes up finds the disk taken.
    options.store.save(new Map(), ready);
    return createWriter(options, log, ready);
  } catch (error) {
    await log.close().catch(() => undefined);
    throw error;
  }
}

async function requireCommands(
  { reader, topics, partition }: PartitionWriterOptions,
  { commandOffset }: StorePosition,
): Promise<void> {
  const end = await reader.endOf(topics.commands, partition);
  if (BigInt(commandOffset) < end) return;
  const message = `Expected commands up to the last decided one, ${commandOffset}, got ${String(end)}`;
  throw new PlatformError('position-beyond-log', message, { context: { partition } });
}

function createWriter(
  options: PartitionWriterOptions,
  log: FencedLog,
  recovered: StorePosition,
): PartitionWriter {
  const { codec, store, topics } = options;
  let position = recovered;
  return {
    nextOffset: () => BigInt(position.commandOffset) + 1n,
    decideBatch: async (records) => {
      const fresh = records.filter(({ offset }) => BigInt(offset) > BigInt(position.commandOffset));
      const last = fresh.at(-1);
      if (last === undefined) return [];
      const commands = await readCommands(options, fresh);
      requireOwnStore(options, position);
      const known = await decodeLedgers(codec, store.load(commands.map((c) => c.orderId)));
      const overlay = new Map(known);
      const decided = commands.map((command) => decideOne(options, { command, overlay, position }));
      const next = { ...position, commandOffset: last.offset };
      const { appends, snapshots } = stateAppends(options, overlay, next);
      const ends = await log.append([...decided.flatMap((each) => each.appends), ...appends]);
      // Only now: a state on disk must never be ahead of the log.
      position = { ...next, statesOffset: continued(position, ends.get(topics.states) ?? 0n) };
      store.save(snapshots, position);
      return decided.map(({ outcome, command }) => ({ outcome, command }));
    },
    close: () => log.close(),
  };
}

/** Another process on the same folder is a mistake, but one that must not cost orders. */
function requireOwnStore({ store, partition }: PartitionWriterOptions, own: StorePosition): void {
  if (isSamePosition(store.position(), own)) return;
  const message = `Expected the disk of partition ${String(partition)} as it was left, got another`;
  throw new PlatformError('fenced', message, { context: { partition } });
}

/** An end that lies before the last one is that of another topic of the same name. */
function continued({ statesOffset }: StorePosition, end: bigint): string {
  if (end > BigInt(statesOffset)) return String(end);
  const message = `Expected states behind offset ${statesOffset}, got ${String(end)}`;
  throw new PlatformError('position-beyond-log', message);
}

interface Deciding {
  readonly command: ReadCommand;
  readonly overlay: Map<string, OrderLedger>;
  readonly position: StorePosition;
}

interface DecidedCommand {
  readonly command: ReadCommand;
  readonly outcome: Outcome;
  readonly appends: readonly Append[];
}

/** Decides on the overlay, which becomes the state only when the transaction has committed. */
function decideOne(
  options: PartitionWriterOptions,
  { command, overlay, position }: Deciding,
): DecidedCommand {
  const { clock, newEventId, onUndecidable } = options;
  const ledger = overlay.get(command.orderId) ?? EMPTY_LEDGER;
  // A clock that was set back must not make an order's history run backwards.
  const decidedAt = Math.max(clock(), ledger.state?.lastEventAt ?? 0);
  const stamp = { decidedAt, newEventId, writerEpoch: position.writerEpoch };
  try {
    const handled = handleCommand(ledger, command, stamp);
    const decided = toDecided(options, command, handled);
    overlay.set(command.orderId, handled.ledger);
    return decided;
  } catch (error) {
    // Thrown again it would come again with the same command, and nothing behind it were decided.
    onUndecidable(command, error);
    return toDecided(options, command, handleUndecidable(ledger, command, stamp));
  }
}

/** Far below what the broker takes, so that the state that an order folds to fits as well. */
const MAX_RECORD_BYTES = 250_000;

function toDecided(
  { codec, topics }: PartitionWriterOptions,
  command: ReadCommand,
  { events, receipt }: Handled,
): DecidedCommand {
  const { commandId, orderId, bodyHash, actor, correlationId, traceparent } = command;
  const outcome = { commandId, orderId, bodyHash, actor, correlationId, traceparent, receipt };
  const appends = [
    ...events.map((event) => ({ topic: topics.events, record: encodeEvent(codec, event) })),
    { topic: topics.receipts, record: encodeReceipt(codec, outcome) },
  ];
  const bytes = Math.max(...appends.map(({ record }) => sizeOf(record)));
  if (bytes > MAX_RECORD_BYTES) {
    const message = `Expected records up to ${String(MAX_RECORD_BYTES)} bytes, got ${String(bytes)}`;
    throw new PlatformError('invalid-argument', message, { context: { orderId, commandId } });
  }
  return { command, outcome, appends };
}
