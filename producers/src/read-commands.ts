import { isRetryable, toPlatformError, type PlatformError } from '@karat/infra/errors';
import { CodecError, partitionOf, type RawRecord, type ReadCommand } from '@karat/schemas';
import { decodeCommand, type Codec } from '@karat/schemas/codec';

/** What reading commands needs. */
export interface ReadCommandsOptions {
  readonly codec: Codec;
  readonly partition: number;
  /** Partitions of the log. */
  readonly partitions: number;
  /** Told of a command that cannot be read; it is passed over and stays in its topic. */
  readonly onUndecodable: (record: RawRecord, error: PlatformError) => void;
}

/**
 * The commands of a batch that can be decided here. One that never can be must not hold up those
 * behind it; only trouble that passes is thrown.
 *
 * @throws `registry-unavailable`, retryable.
 */
export async function readCommands(
  options: ReadCommandsOptions,
  records: readonly RawRecord[],
): Promise<readonly ReadCommand[]> {
  const { codec, onUndecodable } = options;
  const readable: ReadCommand[] = [];
  for (const record of records) {
    try {
      await codec.prepare([record.value]);
      readable.push(ownCommand(options, decodeCommand(codec, record)));
    } catch (error) {
      if (isRetryable(error)) throw error;
      onUndecodable(record, toPlatformError(error));
    }
  }
  return readable;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An order in a partition that is not its own would have two writers, each with a history. */
function ownCommand(
  { partition, partitions }: ReadCommandsOptions,
  command: ReadCommand,
): ReadCommand {
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
