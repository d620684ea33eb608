import { list, configOrExit } from '@karat/infra/config';
import { connectLog } from '@karat/infra/log-connection';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { runService } from '@karat/infra/service';
import { createTelemetry } from '@karat/infra/telemetry';
import { RECEIPTS } from '@karat/projections';
import { detectDrift } from '../drift/detect-drift.ts';
import { DRIFT_CONFIG } from '../drift/drift-config.ts';
import { createEventSubscription } from '../event-subscription.ts';
import { openViews, VIEWS_CONFIG } from '../projector/open-views.ts';
import { createProjector, projectorGroup } from '../projector/projector.ts';
import { checkViewNames, KEPT_NAMES } from '../projector/check-view-names.ts';
import { keepReceipts } from '../projector/keep-receipts.ts';
import { healLost } from '../rebuild/heal-lost.ts';
import { INDEX_NAME } from '../verify/read-histories.ts';
import { OPERATIONS_CONFIG, openRebuildJobs } from '../rebuild/rebuild-jobs.ts';

const CONFIG = {
  ...SERVICE_CONFIG,
  ...VIEWS_CONFIG,
  ...OPERATIONS_CONFIG,
  ...DRIFT_CONFIG,
  views: list('VIEWS', {
    doc: `Views to keep up to date, of ${KEPT_NAMES.join(', ')}.`,
    default: KEPT_NAMES,
  }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'projector', level: config.logLevel });
const telemetry = createTelemetry('projector');

await runService({ ...config, name: 'projector', logger, telemetry }, async (service) => {
  const { onStop } = service;
  const names = checkViewNames(config.views);
  const log = await connectLog({ config, clientId: 'karat-projector', logger, onStop });
  const { environment, topics, identity } = log;
  const { incarnation } = identity;
  // The index of events is read here also where another process keeps it.
  const opened = await openViews([...names, INDEX_NAME], {
    ...{ config, environment, incarnation, logger, onStop },
  });
  const views = opened.filter(({ projection }) => names.includes(projection.name));

  const operations = await connectMongo(config.operationsUrl, { name: 'projector', logger });
  onStop('mongo operations', operations.close);
  const jobs = openRebuildJobs(operations.db);

  // Together, because a group takes its time to form.
  await Promise.all([
    ...views.map(async (view) => {
      const { name } = view.projection;
      const subscription = await createEventSubscription({
        name,
        groupId: projectorGroup(environment, name),
        log,
        topic: topics.events,
        maxParkedOrders: view.maxParkedOrders,
        ...createProjector(view, { logger, lost: healLost({ log, view, jobs, service }) }),
        service,
      });
      onStop(`subscription ${name}`, subscription.close);
    }),
    ...(names.includes(RECEIPTS.collection) ? [receipts()] : []),
  ]);

  const index = opened.find(({ projection }) => projection.name === INDEX_NAME);
  if (index !== undefined) {
    const { driftIntervalMs: intervalMs, driftRepair: repairs } = config;
    const detector = detectDrift({ log, views, index, service, intervalMs, repairs });
    onStop('drift detector', detector.close);
  }

  async function receipts(): Promise<void> {
    const { db, close } = await connectMongo(config.viewOperationsUrl, {
      name: 'projector receipts',
      logger,
    });
    onStop('mongo receipts', close);
    const subscription = await keepReceipts({
      log,
      db,
      service,
      maxParkedOrders: config.maxParkedOrders,
    });
    onStop('subscription receipts', subscription.close);
  }
});
