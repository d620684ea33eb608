import { topicsOf, type ReadEvent } from '@karat/schemas';
import { createCodec, decodeEvents } from '@karat/schemas/codec';
import { createLogReader } from '../../src/log-reader.ts';
import { createRegistry } from '../../src/registry.ts';
import { createSchemaSource } from '../../src/schema-source.ts';
import type { PlatformRecord } from '../platform/running-platform.ts';

/** The events of orders as the log has them, by order. */
export type Lives = ReadonlyMap<string, readonly ReadEvent[]>;

/** Reads the whole log and keeps the events of these orders. */
export async function readLives(
  { environment }: PlatformRecord,
  orderIds: readonly string[],
): Promise<Lives> {
  const karatEnv = environment['KARAT_ENV'] ?? '';
  const reader = createLogReader({ brokers: (environment['KAFKA_BROKERS'] ?? '').split(',') });
  const registry = createRegistry(environment['SCHEMA_REGISTRY_URL'] ?? '');
  const codec = createCodec(await createSchemaSource(registry, karatEnv));
  const lives = new Map(orderIds.map((orderId) => [orderId, [] as ReadEvent[]]));
  try {
    for await (const batch of reader.readTopic(topicsOf(karatEnv).events)) {
      for (const event of await decodeEvents(codec, batch)) lives.get(event.orderId)?.push(event);
    }
  } finally {
    await reader.close();
  }
  return lives;
}
