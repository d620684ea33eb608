import { randomUUID } from 'node:crypto';
import type { LogConnection } from '@karat/infra/log-connection';
import type { Logger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { connectRedis } from '@karat/infra/redis';
import { createCommandGateway } from '@karat/producers/gateway';
import { orderCard } from '@karat/projections';
import { openViews, type ViewsConfig } from '../projector/open-views.ts';
import type { EraseCommandOptions } from './erase-command.ts';
import { onlyOne } from './create-program.ts';
import { ordersOfCustomer } from './orders-of-customer.ts';

/** What `karat erase` connects with. */
export interface OpenEraseOptions {
  readonly config: ViewsConfig;
  readonly log: LogConnection;
  readonly logger: Logger;
  /** Longest wait for an outcome, in ms. */
  readonly timeoutMs: number;
  readonly onStop: (name: string, stop: () => Promise<void> | void) => void;
}

/** Connects to what `karat erase` needs: the CRM view and a gateway for commands. */
export async function openErase(
  options: OpenEraseOptions,
): Promise<Pick<EraseCommandOptions, 'gateway' | 'ordersOf'>> {
  const { config, log, logger, timeoutMs, onStop } = options;
  const { incarnation, partitions } = log.identity;
  const redis = await connectRedis(config.redisUrl, { name: 'karat-erase', logger });
  onStop('redis', () => {
    redis.disconnect();
  });
  const instance = `karat-${randomUUID()}`;
  const gateway = await createCommandGateway({ ...log, redis, partitions, instance, timeoutMs });
  onStop('gateway', gateway.close);
  const { db, close } = await connectMongo(config.viewCrmUrl, { name: 'karat-erase', logger });
  onStop('mongo', close);
  const view = onlyOne(
    await openViews([orderCard.name], { ...log, config, incarnation, logger, onStop }),
  );
  return { gateway, ordersOf: (customerId) => ordersOfCustomer(db, view, customerId) };
}
