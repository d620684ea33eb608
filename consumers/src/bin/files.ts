import { configOrExit, integer } from '@karat/infra/config';
import { connectLog } from '@karat/infra/log-connection';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { OBJECT_STORE_CONFIG, openObjectStore } from '@karat/infra/object-store';
import { runService } from '@karat/infra/service';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { createTelemetry } from '@karat/infra/telemetry';
import { createEventSubscription } from '../event-subscription.ts';
import { FILE_POSITIONS } from '../files/certain-references.ts';
import { FILES_CONFIG } from '../files/files-config.ts';
import { openFiles } from '../files/open-files.ts';
import { createMongoParking, createMongoPositions, PARKING_BOUND_CONFIG } from '../subscription.ts';

const CONFIG = {
  ...SERVICE_CONFIG,
  ...PARKING_BOUND_CONFIG,
  ...FILES_CONFIG,
  ...OBJECT_STORE_CONFIG,
  sweepMinutes: integer('FILES_SWEEP_MINUTES', {
    doc: 'Pause between two comparisons of all files with the log, in minutes.',
    min: 1,
    max: 525_600,
    default: 360,
  }),
};

const MINUTE_MS = 60_000;

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'files', level: config.logLevel });
const telemetry = createTelemetry('files');

await runService({ ...config, name: 'files', logger, telemetry }, async (service) => {
  const { onStop } = service;
  const log = await connectLog({ config, clientId: 'karat-files', logger, onStop });
  const { environment, topics, identity } = log;
  const mongo = await connectMongo(config.filesUrl, { name: 'files', logger });
  onStop('mongo', mongo.close);
  const { db } = mongo;
  const objects = await openObjectStore(config.objectStoreUrl, config);
  onStop('object store', objects.close);

  const files = await openFiles({
    ...{ log, mongo, objects, service },
    sweepIntervalMs: config.sweepMinutes * MINUTE_MS,
    graceMs: config.graceMinutes * MINUTE_MS,
    uploadRetentionMs: config.uploadRetentionMinutes * MINUTE_MS,
  });
  onStop('files', files.close);
  const subscription = await createEventSubscription({
    name: 'files',
    groupId: `${environment}.files`,
    log,
    topic: topics.events,
    maxParkedOrders: config.maxParkedOrders,
    positions: createMongoPositions(db.collection(FILE_POSITIONS), identity.incarnation),
    parking: createMongoParking(db.collection(FILE_POSITIONS), identity.incarnation),
    handle: files.take,
    service,
  });
  onStop('subscription', subscription.close);
});
