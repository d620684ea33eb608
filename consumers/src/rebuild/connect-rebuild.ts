import { readConfig } from '@karat/infra/config';
import { connectLog, type LogConnection } from '@karat/infra/log-connection';
import type { Logger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { LOG_CONFIG } from '@karat/infra/service-config';
import { openViews, VIEWS_CONFIG } from '../projector/open-views.ts';
import type { OpenView } from '../projector/projector.ts';
import type { OnStop } from '../with-connections.ts';
import { OPERATIONS_CONFIG, openRebuildJobs, type RebuildJobs } from './rebuild-jobs.ts';

/** What is needed to read the log and the views. */
export const LOG_AND_VIEWS_CONFIG = { ...LOG_CONFIG, ...VIEWS_CONFIG };

/** What to connect with. */
export interface ConnectOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly onStop: OnStop;
  /** Name of the connection to Kafka. Default: `karat`. */
  readonly clientId?: string;
}

/** The log, and the views with these names. */
export async function connectViews(
  names: readonly string[],
  { env, logger, onStop, clientId = 'karat' }: ConnectOptions,
): Promise<{ readonly log: LogConnection; readonly views: readonly OpenView[] }> {
  const config = readConfig(LOG_AND_VIEWS_CONFIG, env);
  const log = await connectLog({ config, clientId, logger, onStop });
  const { incarnation } = log.identity;
  const views = await openViews(names, { ...log, config, incarnation, logger, onStop });
  return { log, views };
}

/** The rebuilds under way. */
export async function connectJobs({ env, logger, onStop }: ConnectOptions): Promise<RebuildJobs> {
  const { operationsUrl } = readConfig(OPERATIONS_CONFIG, env);
  const { db, close } = await connectMongo(operationsUrl, { name: 'karat', logger });
  onStop('mongo operations', close);
  return openRebuildJobs(db);
}
