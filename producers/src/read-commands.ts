import { isRetryable, toPlatformError, type PlatformError } from '@karat/infra/errors';
import {
  CodecError,
  partitionOf,
  type CommandHeaders,
  type RawRecord,
  type ReadCommand,
} from '@karat/schemas';
import { commandTypeOf, decodeCommandHeaders, withValue, type Codec } from '@karat/schemas/codec';

/** What reading commands needs. */
export interface ReadCommandsOptions {
  readonly codec: Codec;
  readonly partition: number;
  /** Partitions of the log. */
  readonly partitions: number;
  /** Told of a record that names no order of this partition; it is passed over without a trace. */
  readonly onUndecodable: (record: RawRecord, error: PlatformError) => void;
  /** Told of a command whose value cannot be read; its sender is refused. */
  readonly onUnreadable: (command: CommandHeaders, error: PlatformError) => void;
}

/** A command of an order of this partition. */
export type Incoming =
  | { readonly kind: 'readable'; readonly command: ReadCommand }
  | {
      readonly kind: 'unreadable';
      readonly command: CommandHeaders;
      /** As its headers name it; perhaps of a later release. */
      readonly commandType: string;
      /** What was expected of its value, and what was found. */
      readonly detail: string;
    };

/**
 * The commands of a batch that have an outcome here. One that can never be read must not hold up
 * those behind it; only trouble that passes is thrown.
 *
 * @throws `registry-unavailable`, retryable.
 */
export async function readCommands(
  options: ReadCommandsOptions,
  records: readonly RawRecord[],
): Promise<readonly Incoming[]> {
  await prepareAll(options.codec, records);
  return records.flatMap((record) => {
    const incoming = readOne(options, record);
    return incoming === null ? [] : [incoming];
  });
}

/** Loads the schemas of a batch at once; where one is unknown, the others are still loaded. */
async function prepareAll(codec: Codec, records: readonly RawRecord[]): Promise<void> {
  const values = records.map(({ value }) => value);
  try {
    await codec.prepare(values);
  } catch (error) {
    if (isRetryable(error)) throw error;
    for (const value of values) await prepareOne(codec, value);
  }
}

/** A schema that nobody has registered shows again, with its message, when the value is decoded. */
async function prepareOne(codec: Codec, value: Buffer | null): Promise<void> {
  try {
    await codec.prepare([value]);
  } catch (error) {
    if (isRetryable(error)) throw error;
  }
}

function readOne(options: ReadCommandsOptions, record: RawRecord): Incoming | null {
  const command = readHeaders(options, record);
  if (command === null) return null;
  try {
    return { kind: 'readable', command: withValue(options.codec, command, record) };
  } catch (caught) {
    const error = toPlatformError(caught);
    options.onUnreadable(command, error);
    const commandType = commandTypeOf(record);
    return { kind: 'unreadable', command, commandType, detail: error.message };
  }
}

function readHeaders(options: ReadCommandsOptions, record: RawRecord): CommandHeaders | null {
  try {
    return ownCommand(options, decodeCommandHeaders(record));
  } catch (error) {
    options.onUndecodable(record, toPlatformError(error));
    return null;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An order in a partition that is not its own would have two writers, each with a history. */
function ownCommand(
  { partition, partitions }: ReadCommandsOptions,
  command: CommandHeaders,
): CommandHeaders {
  const { orderId } = command;
  // The id is a key on disk and in the states topic, where other names have other meanings.
  if (!UUID.test(orderId)) {
    throw new CodecError('undecodable', `Expected an order id in UUID form, got ${orderId}`);
  }
  const own = partitionOf(orderId, partitions);
  if (own === partition) return command;
  const expected = `Expected ${orderId} in partition ${String(own)}`;
  throw new CodecError('undecodable', `${expected}, got it in ${String(partition)}`);
}
