import { readConfig } from '@karat/infra/config';
import { connectLog } from '@karat/infra/log-connection';
import type { Logger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { OBJECT_STORE_CONFIG, openObjectStore } from '@karat/infra/object-store';
import { LOG_CONFIG } from '@karat/infra/service-config';
import { FILES_CONFIG } from '../files/files-config.ts';
import { openFileOrderBook } from '../files/file-order-book.ts';
import { openFilesStores } from '../files/files-stores.ts';
import { whereFiles } from '../files/where-files.ts';
import type { FilesActions } from './add-files-command.ts';
import { reportSwept, reportWhere } from './report-files.ts';

type OnStop = (name: string, stop: () => Promise<void> | void) => void;

/** What `karat files` reads from its environment, beside what every service does. */
export const FILES_COMMAND_CONFIG = {
  ...FILES_CONFIG,
  ...OBJECT_STORE_CONFIG,
};

/** What the subcommands of `karat files` are made with. */
export interface FilesProgram {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Runs a command with connections that are closed after it. */
  readonly withConnections: (work: (onStop: OnStop) => Promise<void>) => Promise<void>;
  readonly print: (result: unknown, how: { json: boolean; words: string }) => void;
  readonly setExitCode: (code: number) => void;
}

const MINUTE_MS = 60_000;
/** Longest wait for the service to read what the log holds, in ms. */
const PATIENCE_MS = 10_000;

/** The subcommands of `karat files`. */
export function filesActions(program: FilesProgram): FilesActions {
  const { withConnections, print, setExitCode } = program;
  return {
    sweep: ({ dryRun, despiteSkipped, json }) =>
      withConnections(async (onStop) => {
        const { config, mongo, objects } = await open(program, onStop);
        const logConfig = readConfig(LOG_CONFIG, program.env);
        const { logger } = program;
        const log = await connectLog({
          config: logConfig,
          clientId: 'karat-files',
          logger,
          onStop,
        });
        const metrics = { settled: () => undefined };
        const stores = openFilesStores({ log, mongo, objects, logger, metrics });
        const report = await stores.sweep({
          graceMs: config.graceMinutes * MINUTE_MS,
          uploadRetentionMs: config.uploadRetentionMinutes * MINUTE_MS,
          patienceMs: PATIENCE_MS,
          isDryRun: dryRun,
          despiteSkipped,
        });
        print(report, { json, words: reportSwept(report) });
        if (report.heldBackFor !== null) setExitCode(1);
      }),
    where: (orderId, { json }) =>
      withConnections(async (onStop) => {
        const { mongo, objects } = await open(program, onStop);
        const located = await whereFiles(openFileOrderBook(mongo.db), objects, orderId);
        print(located, { json, words: reportWhere(orderId, located) });
        const isWell = located?.files.every(({ tier, wanted }) => tier === wanted) ?? false;
        if (!isWell) setExitCode(1);
      }),
  };
}

async function open({ env, logger }: FilesProgram, onStop: OnStop) {
  const config = readConfig(FILES_COMMAND_CONFIG, env);
  const mongo = await connectMongo(config.filesUrl, { name: 'karat files', logger });
  onStop('mongo files', mongo.close);
  const objects = await openObjectStore(config.objectStoreUrl, config);
  onStop('object store', objects.close);
  return { config, mongo, objects };
}
