import { createCodec, type Codec } from '@karat/schemas/codec';
import { createRegistry } from './registry.ts';
import { retry, type RetryOptions } from './retry.ts';
import { createSchemaSource } from './schema-source.ts';
import type { ServiceConfig } from './service-config.ts';

/** Where the schemas of an installation are. */
export type CodecConfig = Pick<ServiceConfig, 'environment' | 'registryUrl'>;

/** Some 20 s in all: servers may start beside the services. */
export const START_RETRY: RetryOptions = { attempts: 12, initialDelayMs: 100, maxDelayMs: 4_000 };

/**
 * The codec of an installation, from its registry alone; afterwards the registry may go away.
 * @throws `schema-unknown` when the deploy step has not run; `registry-unavailable`, retryable.
 */
export async function connectCodec(
  { environment, registryUrl }: CodecConfig,
  patience: RetryOptions = START_RETRY,
): Promise<Codec> {
  const registry = createRegistry(registryUrl);
  return createCodec(await retry(() => createSchemaSource(registry, environment), patience));
}
