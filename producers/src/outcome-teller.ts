import { toPlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { Redis } from '@karat/infra/redis';
import { outcomeChannel, publishOutcome } from './outcome-channel.ts';
import type { Committed } from './partition-writer.ts';

/** What telling outcomes needs. */
export interface OutcomeTellerOptions {
  readonly redis: Redis;
  readonly environment: string;
  readonly logger: Logger;
}

/** Tells those who wait for outcomes; one that cannot be told is still in the receipts topic. */
export function createOutcomeTeller(
  options: OutcomeTellerOptions,
): (decided: readonly Committed[]) => void {
  const { redis, environment, logger } = options;
  return (decided) => {
    for (const { outcome, command } of decided) {
      if (command.replyTo === null) continue;
      const channel = outcomeChannel(environment, command.replyTo);
      publishOutcome(redis, channel, outcome).catch((error: unknown) => {
        const { orderId, commandId } = outcome;
        logger.warn({ error: toPlatformError(error), orderId, commandId }, 'outcome not told');
      });
    }
  };
}
