import type { LogReader } from '@karat/infra/log-reader';
import {
  CodecError,
  type Outcome,
  type RawRecord,
  type ReadCommand,
  type TopicNames,
} from '@karat/schemas';
import {
  decodeCommand,
  encodeEvent,
  encodeReceipt,
  encodeState,
  type Codec,
} from '@karat/schemas/codec';
import type { Kafka } from 'kafkajs';
import { fencePartition, type Append, type FencedLog } from './event-log.ts';
import { EVOLVE_VERSION } from './order/evolve.ts';
import { handleCommand, type Handled } from './order/handle-command.ts';
import { EMPTY_LEDGER, type OrderLedger } from './order/ledger.ts';
import { recover } from './recover.ts';
import { decodeLedgers, toSnapshot } from './snapshot-codec.ts';
import type { StateStore, StorePosition } from './state-store.ts';

/** What the writer of one partition needs. */
export interface PartitionWriterOptions {
  readonly partition: number;
  readonly environment: string;
  readonly incarnation: string;
  readonly topics: TopicNames;
  readonly kafka: Kafka;
  readonly reader: LogReader;
  readonly codec: Codec;
  readonly store: StateStore;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newEventId: () => string;
  /** Told of a command whose bytes cannot be read; it is passed over and stays in its topic. */
  readonly onUndecodable: (record: RawRecord, error: CodecError) => void;
}

/** An outcome with the process that waits for it, if one does. */
export interface Decided {
  readonly outcome: Outcome;
  readonly replyTo: string | null;
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
 * @throws `kafka-unavailable`, retryable; `version-gap` when the log is torn.
 */
export async function openPartitionWriter(
  options: PartitionWriterOptions,
): Promise<PartitionWriter> {
  const log = await fencePartition(options);
  try {
    const recovered = await recover(options);
    return createWriter(options, log, { ...recovered, writerEpoch: recovered.writerEpoch + 1 });
  } catch (error) {
    await log.close();
    throw error;
  }
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
      const known = await decodeLedgers(codec, store.load(commands.map((c) => c.orderId)));
      const overlay = new Map(known);
      const decided = commands.map((command) => decideOne(options, { command, overlay, position }));
      position = { ...position, commandOffset: last.offset };
      const touched = new Map(commands.map((c) => [c.orderId, overlay.get(c.orderId)]));
      const states = stateAppends(options, touched, position);
      const offsets = await log.append([
        ...decided.flatMap((each) => outcomeAppends(options, each)),
        ...states.map(({ append }) => append),
      ]);
      // Only now: a state on disk must never be ahead of the log.
      position = { ...position, statesOffset: String(offsets.get(topics.states) ?? 0n) };
      store.save(new Map(states.flatMap(({ snapshot }) => snapshot)), position);
      return decided.map(({ outcome, command }) => ({ outcome, replyTo: command.replyTo }));
    },
    close: () => log.close(),
  };
}

async function readCommands(
  { codec, onUndecodable }: PartitionWriterOptions,
  records: readonly RawRecord[],
): Promise<readonly ReadCommand[]> {
  const readable: ReadCommand[] = [];
  for (const record of records) {
    try {
      await codec.prepare([record.value]);
      readable.push(decodeCommand(codec, record));
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      onUndecodable(record, error);
    }
  }
  return readable;
}

interface Deciding {
  readonly command: ReadCommand;
  readonly overlay: Map<string, OrderLedger>;
  readonly position: StorePosition;
}

interface DecidedCommand extends Handled {
  readonly command: ReadCommand;
  readonly outcome: Outcome;
}

/** Decides on the overlay, which becomes the state only when the transaction has committed. */
function decideOne(
  { clock, newEventId }: PartitionWriterOptions,
  { command, overlay, position }: Deciding,
): DecidedCommand {
  const ledger = overlay.get(command.orderId) ?? EMPTY_LEDGER;
  // A clock that was set back must not make an order's history run backwards.
  const decidedAt = Math.max(clock(), ledger.state?.lastEventAt ?? 0);
  const stamp = { decidedAt, newEventId, writerEpoch: position.writerEpoch };
  const handled = handleCommand(ledger, command, stamp);
  overlay.set(command.orderId, handled.ledger);
  const { commandId, orderId, bodyHash, traceparent } = command;
  const outcome = { commandId, orderId, bodyHash, traceparent, receipt: handled.receipt };
  return { ...handled, command, outcome };
}

function outcomeAppends(
  { codec, topics }: PartitionWriterOptions,
  { events, outcome }: DecidedCommand,
): readonly Append[] {
  return [
    ...events.map((event) => ({ topic: topics.events, record: encodeEvent(codec, event) })),
    { topic: topics.receipts, record: encodeReceipt(codec, outcome) },
  ];
}

interface StateAppend {
  readonly append: Append;
  /** What local disk keeps of it: the snapshot by order id, nothing for the position. */
  readonly snapshot: readonly (readonly [string, Buffer])[];
}

function stateAppends(
  { codec, topics, incarnation }: PartitionWriterOptions,
  touched: ReadonlyMap<string, OrderLedger | undefined>,
  { commandOffset, writerEpoch }: StorePosition,
): readonly StateAppend[] {
  const snapshots = [...touched].map(([orderId, ledger = EMPTY_LEDGER]) => {
    const value = toSnapshot(ledger, incarnation);
    const record = encodeState(codec, orderId, { type: 'OrderSnapshot', value });
    const snapshot = [[orderId, record.value] as const];
    return { append: { topic: topics.states, record }, snapshot };
  });
  const value = {
    incarnation,
    writerEpoch,
    commandOffset: Number(commandOffset),
    evolveHash: EVOLVE_VERSION,
  };
  const record = encodeState(codec, 'position', { type: 'WriterPosition', value });
  return [...snapshots, { append: { topic: topics.states, record }, snapshot: [] }];
}
