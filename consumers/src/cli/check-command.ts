import { PlatformError } from '@karat/infra/errors';
import type { LogConnection } from '@karat/infra/log-connection';
import { partitionOf } from '@karat/schemas';
import { checkLog, type CheckedLog, type CheckProgress } from '../check/check-log.ts';
import { createOrderStory, type StoryStep } from '../check/order-story.ts';
import type { CheckArguments } from './add-check-command.ts';

/** What `karat check` works with. */
export interface CheckCommandOptions {
  readonly log: LogConnection;
  readonly brokers: readonly string[];
  readonly options: CheckArguments;
  readonly onProgress: (progress: CheckProgress) => void;
}

/** What a check has found, with the story of the order that was asked for. */
export interface CheckReport extends CheckedLog {
  /** Null when no order was asked for. */
  readonly story: readonly StoryStep[] | null;
}

/**
 * Checks the log, a partition of it, or what concerns one order.
 * @throws `invalid-argument` for a partition that the log does not have.
 */
export async function checkCommand({
  log,
  brokers,
  options,
  onProgress,
}: CheckCommandOptions): Promise<CheckReport> {
  const { order, maxFindings, settled } = options;
  const story = order === undefined ? null : createOrderStory(order);
  const checked = await checkLog({
    log,
    brokers,
    partitions: partitionsOf(log, options),
    maxFindings,
    isSettled: settled,
    onProgress,
    ...(story === null ? {} : { orderId: story.orderId, onTurn: story.turn }),
  });
  return { ...checked, story: story?.steps() ?? null };
}

function partitionsOf(
  { identity }: LogConnection,
  { order, partition }: CheckArguments,
): readonly number[] {
  if (order !== undefined) return [partitionOf(order, identity.partitions)];
  if (partition === undefined) return Array.from({ length: identity.partitions }, (_, p) => p);
  if (partition < identity.partitions) return [partition];
  const message = `Expected a partition below ${String(identity.partitions)}, got ${String(partition)}`;
  throw new PlatformError('invalid-argument', message);
}
