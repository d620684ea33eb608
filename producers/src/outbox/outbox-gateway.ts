import { PlatformError, toPlatformError } from '@karat/infra/errors';
import type { CommandEnvelope } from '@karat/schemas';
import { encodeCommand, type Codec } from '@karat/schemas/codec';
import type { Db } from 'mongodb';
import type { CommandGateway } from '../command-gateway.ts';
import type { OutcomeListener } from '../outcome-listener.ts';
import { createGroupCommit } from './group-commit.ts';
import { createOutboxBound } from './outbox-bound.ts';
import { openOutboxCollections } from './outbox-collections.ts';
import { createOutboxReader } from './outbox-reader.ts';
import { writeCommands, type OutboxEntry } from './write-commands.ts';

/** What a gateway through the outbox needs: no Kafka. */
export interface OutboxGatewayOptions {
  /** The shop's own database. */
  readonly db: Db;
  readonly codec: Codec;
  /** Where outcomes are heard; the gateway closes it. */
  readonly outcomes: OutcomeListener;
  /** Name of this process, the one that `outcomes` listens for. */
  readonly instance: string;
  /** Longest wait for an outcome, ms. Default: 2,000. */
  readonly timeoutMs?: number;
  /** Longest wait for the database to take a command, ms. Default: 10,000. */
  readonly writeTimeoutMs?: number;
  /** Commands that may wait for Kafka, at least 1. Default: 100,000. */
  readonly maxWaiting?: number;
}

const DEFAULT_TIMEOUT_MS = 2_000;
const DEFAULT_WRITE_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_WAITING = 100_000;
/** Commands in one transaction. */
const MAX_GROUP = 500;
/** Below what a broker takes as one batch, 1 MiB by default: a row that it refuses would never leave. */
const MAX_RECORD_BYTES = 900_000;

/**
 * A gateway whose commands go into the shop's database first, in one transaction with the shop's
 * own document of the order, and to Kafka when it is there. `send` resolves when a majority of the
 * database has the command; `execute` gives null when it is not decided in time, whether Kafka, the
 * relay, the writer or Redis is the one that is away, and at once while rows have waited for seconds.
 *
 * Both throw `mongo-unavailable`, retryable, when it is unknown whether the command was written
 * (sending it again is harmless), `over-capacity`, retryable, when too many wait, and
 * `invalid-argument` for a command larger than Kafka takes.
 */
export async function createOutboxGateway(options: OutboxGatewayOptions): Promise<CommandGateway> {
  const { db, codec, outcomes, instance, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { maxWaiting = DEFAULT_MAX_WAITING, writeTimeoutMs = DEFAULT_WRITE_TIMEOUT_MS } = options;
  const collections = await openOutboxCollections(db);
  const bound = createOutboxBound({ maxWaiting, look: createOutboxReader(collections).backlog });
  const write = createGroupCommit<OutboxEntry>({
    commit: (entries) => writeCommands(collections, entries),
    maxItems: MAX_GROUP,
  });
  const enqueue = async (command: CommandEnvelope): Promise<void> => {
    const entry = entryOf(codec, command);
    const settle = await bound.admit();
    await written(command, write(entry).finally(settle), writeTimeoutMs);
  };
  return {
    send: (command) => enqueue({ ...command, replyTo: null }),
    execute: async (command) => {
      const wait = outcomes.wait(command.commandId, writeTimeoutMs + timeoutMs);
      try {
        await enqueue({ ...command, replyTo: instance });
        const ended = bound.isStalled().then((isStalled) => (isStalled ? null : wait.outcome));
        return await within(timeoutMs, Promise.race([wait.outcome, ended]));
      } finally {
        wait.leave();
      }
    },
    close: () => {
      outcomes.close();
      return Promise.resolve();
    },
  };
}

function entryOf(codec: Codec, command: CommandEnvelope): OutboxEntry {
  const record = encodeCommand(codec, command);
  const bytes = record.value.length;
  if (bytes <= MAX_RECORD_BYTES) return { command, record };
  const message = `Expected a command of at most ${MAX_RECORD_BYTES} bytes, got ${bytes}`;
  throw new PlatformError('invalid-argument', message, { context: contextOf(command) });
}

/** The driver repeats a transaction for two minutes, but somebody waits. */
async function written(
  command: CommandEnvelope,
  writing: Promise<void>,
  timeoutMs: number,
): Promise<void> {
  try {
    const inTime = await within(
      timeoutMs,
      writing.then(() => true),
    );
    if (inTime === true) return;
  } catch (cause) {
    const text = `Expected the shop's database to take the command, got: ${toPlatformError(cause).message}`;
    const context = contextOf(command);
    throw new PlatformError('mongo-unavailable', text, { cause, retryable: true, context });
  }
  const text = `Expected the shop's database to take the command within ${timeoutMs} ms, got no answer`;
  const context = contextOf(command);
  throw new PlatformError('mongo-unavailable', text, { retryable: true, context });
}

/** The value, or null when it takes longer. */
async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, null);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function contextOf({ commandId, orderId }: CommandEnvelope): Readonly<Record<string, string>> {
  return { commandId, orderId };
}
