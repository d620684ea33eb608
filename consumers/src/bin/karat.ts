import { describeConfig, readConfig } from '@karat/infra/config';
import { toPlatformError } from '@karat/infra/errors';
import { connectLog } from '@karat/infra/log-connection';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { LOG_CONFIG } from '@karat/infra/service-config';
import { RECEIPTS } from '@karat/projections';
import type { Db } from 'mongodb';
import { verifiedNamesOf } from '../cli/add-verify-command.ts';
import { checkCommand } from '../cli/check-command.ts';
import type { CommandProgram, OnStop } from '../cli/command-program.ts';
import { createProgram, onlyOne, type Actions } from '../cli/create-program.ts';
import { deployCommand } from '../cli/deploy-command.ts';
import { eraseCommand } from '../cli/erase-command.ts';
import { FILES_COMMAND_CONFIG, filesActions } from '../cli/open-files-command.ts';
import { parkedActions } from '../cli/open-parked.ts';
import { openErase } from '../cli/open-erase.ts';
import { quoteActions } from '../cli/open-quote.ts';
import { tariffActions } from '../cli/open-tariffs.ts';
import { reportErase, reportErasure } from '../cli/report-erasure.ts';
import { reportChecked } from '../cli/report-checked.ts';
import { schemasCheckCommand } from '../cli/schemas-check-command.ts';
import { rebuildCommand } from '../cli/rebuild-command.ts';
import { reportDeploy } from '../cli/report.ts';
import { createCheckProgressLine } from '../cli/show-progress.ts';
import { verifyCommand } from '../cli/verify-command.ts';
import { openErasureStore } from '../erasure/erasure-store.ts';
import { PARKING_CONFIG } from '../parked/open-parking-groups.ts';
import { connectJobs, connectViews, LOG_AND_VIEWS_CONFIG } from '../rebuild/connect-rebuild.ts';
import { OPERATIONS_CONFIG } from '../rebuild/rebuild-jobs.ts';
import { INDEX_NAME } from '../verify/read-histories.ts';
import { withConnections } from '../with-connections.ts';

/** Standard output is for the result alone, so that it can be piped; errors are thrown. */
const logger = createLogger({ service: 'karat', level: 'silent' });

const connect = (names: readonly string[], onStop: OnStop) =>
  connectViews(names, { env: process.env, logger, onStop });

async function connectReceipts(onStop: OnStop): Promise<Db> {
  const { viewOperationsUrl } = readConfig(LOG_AND_VIEWS_CONFIG, process.env);
  const { db, close } = await connectMongo(viewOperationsUrl, { name: 'karat', logger });
  onStop('mongo receipts', close);
  return db;
}

function print(result: unknown, { json, words }: { json: boolean; words: string }): void {
  console.log(json ? JSON.stringify(result) : words);
}

const program: CommandProgram = {
  ...{ env: process.env, logger, withConnections, print },
  setExitCode: (code) => {
    process.exitCode = code;
  },
};

const actions: Actions = {
  deploy: (options) =>
    withConnections(async (onStop) => {
      const config = readConfig(LOG_AND_VIEWS_CONFIG, process.env);
      const deployed = await deployCommand({ ...options, config, logger, onStop });
      print(deployed, { json: options.json, words: reportDeploy(deployed) });
    }),
  rebuild: (name, options) =>
    withConnections(async (onStop) => {
      const { log, views } = await connect([name], onStop);
      const jobs = await connectJobs({ env: process.env, logger, onStop });
      const { result, words } = await rebuildCommand({
        ...{ log, view: onlyOne(views), jobs, options },
        stream: process.stderr,
        print: (text) => {
          console.log(text);
        },
      });
      print(result, { json: options.json, words });
    }),
  verify: (argument, options) =>
    withConnections(async (onStop) => {
      const names = verifiedNamesOf(argument);
      const { log, views: opened } = await connect([...names, INDEX_NAME], onStop);
      const views = opened.filter(({ projection }) => names.includes(projection.name));
      const index = opened.find(({ projection }) => projection.name === INDEX_NAME) ?? null;
      const receiptsDb = names.includes(RECEIPTS.collection) ? await connectReceipts(onStop) : null;
      const request = { log, views, index, receiptsDb, options };
      const { words, ...verified } = await verifyCommand(request);
      print(verified, { json: options.json, words });
      if (!verified.equal) process.exitCode = 1;
    }),
  check: (options) =>
    withConnections(async (onStop) => {
      const config = readConfig(LOG_CONFIG, process.env);
      const log = await connectLog({ config, clientId: 'karat-check', logger, onStop });
      const onProgress = createCheckProgressLine(process.stderr);
      const checked = await checkCommand({ log, brokers: config.brokers, options, onProgress });
      print(checked, { json: options.json, words: reportChecked(checked) });
      if (!checked.isSound) process.exitCode = 1;
    }),
  checkSchemas: ({ json }) =>
    withConnections(async (onStop) => {
      const config = readConfig(LOG_CONFIG, process.env);
      const log = await connectLog({ config, clientId: 'karat', logger, onStop });
      const { checked, words } = await schemasCheckCommand({ log, stream: process.stderr });
      print(checked, { json, words });
      if (!checked.readable) process.exitCode = 1;
    }),
  erase: (orderId, options) =>
    withConnections(async (onStop) => {
      const config = readConfig(LOG_AND_VIEWS_CONFIG, process.env);
      const log = await connectLog({ config, clientId: 'karat-erase', logger, onStop });
      const timeoutMs = options.timeout * 1_000;
      const opened = await openErase({ config, log, logger, timeoutMs, onStop });
      const report = await eraseCommand({ ...opened, orderId, options, clock: Date.now });
      print(report, { json: options.json, words: reportErase(report) });
      if (!report.isDone) process.exitCode = 1;
    }),
  erasure: (orderId, { json }) =>
    withConnections(async (onStop) => {
      const { operationsUrl } = readConfig(OPERATIONS_CONFIG, process.env);
      const { db, close } = await connectMongo(operationsUrl, { name: 'karat', logger });
      onStop('mongo', close);
      const erasure = await openErasureStore(db).find(orderId);
      print(erasure, { json, words: reportErasure(orderId, erasure) });
      if ((erasure?.completedAt ?? null) === null) process.exitCode = 1;
    }),
  parked: parkedActions(program),
  tariffs: tariffActions(program),
  quotes: quoteActions(program),
  files: filesActions(program),
};

try {
  await createProgram(
    actions,
    describeConfig({ ...LOG_AND_VIEWS_CONFIG, ...PARKING_CONFIG, ...FILES_COMMAND_CONFIG }),
  ).parseAsync(process.argv);
} catch (caught) {
  const error = toPlatformError(caught);
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
