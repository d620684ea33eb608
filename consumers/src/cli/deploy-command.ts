import { deploy, type Deployment } from '@karat/infra/deploy';
import { createKafka } from '@karat/infra/kafka';
import { createLogReader } from '@karat/infra/log-reader';
import type { Logger } from '@karat/infra/logger';
import { createRegistry } from '@karat/infra/registry';
import type { ServiceConfig } from '@karat/infra/service-config';
import { VIEW_NAMES } from '@karat/projections';
import { topicsOf } from '@karat/schemas';
import { openViews, type ViewsConfig } from '../projector/open-views.ts';
import { isLogEmpty } from '../rebuild/log-ends.ts';

/** What `karat deploy` works with. */
export interface DeployCommandOptions {
  readonly config: Pick<ServiceConfig, 'environment' | 'brokers' | 'registryUrl'> & ViewsConfig;
  /** Partitions of the log, final. */
  readonly partitions: number;
  /** Copies of every topic. */
  readonly replicationFactor: number;
  readonly logger: Logger;
  readonly onStop: (name: string, stop: () => Promise<void> | void) => void;
}

/** What a deploy has found or made, with the live generation of each view. */
export interface DeployedInstallation extends Deployment {
  readonly environment: string;
  readonly views: readonly { readonly name: string; readonly generation: string | null }[];
}

/**
 * Prepares an installation: topics, schemas, the identity of the log, and a generation of each view
 * with its indexes, unless there are events already: then the projector builds what is missing. Safe to run at every release.
 */
export async function deployCommand(options: DeployCommandOptions): Promise<DeployedInstallation> {
  const { config, partitions, replicationFactor, logger, onStop } = options;
  const { environment, brokers, registryUrl } = config;
  const reader = createLogReader({ brokers });
  onStop('log reader', reader.close);
  const deployment = await deploy({
    environment,
    kafka: createKafka({ brokers, clientId: 'karat-deploy', logger }),
    reader,
    registry: createRegistry(registryUrl),
    partitions,
    replicationFactor,
  });
  const { incarnation } = deployment.identity;
  const views = await openViews(VIEW_NAMES, { config, environment, incarnation, logger, onStop });
  const isEmpty = await isLogEmpty({
    reader,
    topics: topicsOf(environment),
    identity: deployment.identity,
  });
  const prepared = views.map(async ({ projection, store }) => {
    const active = await store.active();
    // An empty view of a log that is not empty would tell readers that there are no orders.
    const generation = active === null && isEmpty ? await store.begin() : active;
    // One whose documents were dropped is left to the projector, which builds it anew.
    if (generation !== null && (await store.generation(generation).isPresent())) {
      await store.generation(generation).prepare();
    }
    return { name: projection.name, generation };
  });
  return { environment, ...deployment, views: await Promise.all(prepared) };
}
