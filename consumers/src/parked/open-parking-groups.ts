import { readConfig, url } from '@karat/infra/config';
import type { LogConnection } from '@karat/infra/log-connection';
import type { Logger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { RECEIPTS, VIEW_NAMES } from '@karat/projections';
import { FILE_POSITIONS } from '../files/certain-references.ts';
import { FILES_CONFIG } from '../files/files-config.ts';
import { openViews, VIEWS_CONFIG } from '../projector/open-views.ts';
import type { OpenView } from '../projector/projector.ts';
import { OPERATIONS_CONFIG } from '../rebuild/rebuild-jobs.ts';
import { createMongoParking } from '../subscription.ts';
import type { ParkingGroup } from './parking-group.ts';

const secret = true;

/** Where consumers that act keep what they have parked: settings for the table of a bin. */
export const PARKING_CONFIG = {
  viewOperationsUrl: url('MONGO_VIEW_OPERATIONS_URL', { doc: 'Database of outcomes.', secret }),
  pricingUrl: url('MONGO_OWN_PRICING_URL', { doc: 'Database of pricing.', secret }),
  sellersUrl: url('MONGO_OWN_SELLERS_URL', { doc: 'Database of sellers.', secret }),
  filesUrl: FILES_CONFIG.filesUrl,
  ...OPERATIONS_CONFIG,
};

/** What groups are opened with. */
export interface OpenParkingGroupsOptions {
  readonly log: LogConnection;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly onStop: (name: string, stop: () => Promise<void> | void) => void;
}

type Variable = keyof typeof PARKING_CONFIG;

/** Where each consumer that is no view has its positions, and what it has parked beside them. */
const PLACES: Readonly<Record<string, readonly [Variable, string]>> = {
  [RECEIPTS.collection]: ['viewOperationsUrl', RECEIPTS.collection],
  pricing: ['pricingUrl', 'positions'],
  webhooks: ['sellersUrl', 'webhook_positions'],
  files: ['filesUrl', FILE_POSITIONS],
  erasure: ['operationsUrl', 'erasure_positions'],
};

/** Connects to what the consumers with these names have parked; only their settings are read. */
export async function openParkingGroups(
  names: readonly string[],
  options: OpenParkingGroupsOptions,
): Promise<readonly ParkingGroup[]> {
  const { log, env, logger, onStop } = options;
  const viewNames = names.filter((name) => VIEW_NAMES.includes(name));
  const groups: ParkingGroup[] = [];
  if (viewNames.length > 0) {
    const config = readConfig(VIEWS_CONFIG, env);
    const { incarnation } = log.identity;
    const views = await openViews(viewNames, { ...log, config, incarnation, logger, onStop });
    groups.push(...views.map(ofView));
  }
  for (const name of names) {
    const place = PLACES[name];
    if (place !== undefined) groups.push(await openOther(name, place, options));
  }
  return groups;
}

function ofView({ projection, store }: OpenView): ParkingGroup {
  const parking = async () => {
    const live = await store.active();
    return live === null ? null : store.generation(live).parking;
  };
  return { name: projection.name, topic: 'events', parking };
}

async function openOther(
  name: string,
  [variable, collection]: readonly [Variable, string],
  { log, env, logger, onStop }: OpenParkingGroupsOptions,
): Promise<ParkingGroup> {
  const setting = PARKING_CONFIG[variable];
  const { databaseUrl } = readConfig({ databaseUrl: setting }, env);
  const { db, close } = await connectMongo(databaseUrl, { name: `karat ${name}`, logger });
  onStop(`mongo ${name}`, close);
  const parking = createMongoParking(db.collection(collection), log.identity.incarnation);
  const topic = name === RECEIPTS.collection ? 'receipts' : 'events';
  return { name, topic, parking: () => Promise.resolve(parking) };
}
