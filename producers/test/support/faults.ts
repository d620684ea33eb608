import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '@karat/infra/logger';
import type { ProxiedServers } from '@karat/infra/proxied-servers';
import { connectRedis } from '@karat/infra/redis';
import type { Service } from '@karat/infra/services';
import { eventually } from '@karat/infra/testing';
import { wake, type FaultRig } from './fault-rig.ts';
import type { RunningLoad } from './order-load.ts';

/** What a fault can get at. */
export interface Scene {
  readonly rig: FaultRig;
  readonly servers: ProxiedServers;
  readonly writers: readonly [Service, ...Service[]];
  readonly load: RunningLoad;
  /** A number from 0 up to this one. */
  readonly below: (limit: number) => number;
}

/** Breaks something and mends it again. */
export type Fault = (scene: Scene) => Promise<void>;

const anyWriter = ({ writers, below }: Scene): Service =>
  writers[below(writers.length)] ?? writers[0];

/** Longest that a fault lasts, milliseconds; past the session of a writer, which is 10 s. */
const LONGEST_MS = 12_000;

/** A fault lasts until some more outcomes were heard, which it may prevent. */
async function aWhile({ load, below }: Scene): Promise<void> {
  const more = load.heard.length + 5;
  const until = Date.now() + below(LONGEST_MS);
  await eventually(() => load.heard.length >= more || Date.now() > until);
}

/** Every fault that the soak knows, by name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'a writer is killed': async (scene) => {
    const writer = anyWriter(scene);
    await writer.kill9();
    await writer.restart();
  },
  'a writer sleeps': async (scene) => {
    const writer = anyWriter(scene);
    process.kill(writer.pid ?? 0, 'SIGSTOP');
    await aWhile(scene);
    wake(writer);
  },
  'a writer is stopped and its disk is lost': async (scene) => {
    const writer = anyWriter(scene);
    await writer.stop();
    await rm(join(scene.rig.folder, writer.name), { recursive: true, force: true });
    await writer.restart();
  },
  'Kafka is cut off': async (scene) => {
    await scene.servers.kafka.cut();
    await aWhile(scene);
    await scene.servers.kafka.heal();
  },
  'Kafka swallows everything': async (scene) => {
    await scene.servers.kafka.swallow();
    await aWhile(scene);
    await scene.servers.kafka.heal();
  },
  'Kafka answers late': async (scene) => {
    await scene.servers.kafka.delay(200 + scene.below(800));
    await aWhile(scene);
    await scene.servers.kafka.heal();
  },
  'the broker is killed': async ({ servers }) => {
    await servers.kafka.kill9();
    await servers.kafka.start();
  },
  'Redis is killed': async (scene) => {
    await scene.servers.redis.kill9();
    await aWhile(scene);
    await scene.servers.redis.start();
  },
  'Redis is emptied': async ({ servers }) => {
    const logger = createLogger({ service: 'test', level: 'silent' });
    const redis = await connectRedis(servers.redis.directUrl, { name: 'test', logger });
    await redis.flushall();
    redis.disconnect();
  },
  'the registry is cut off': async (scene) => {
    await scene.servers.registry.cut();
    await aWhile(scene);
    await scene.servers.registry.heal();
  },
};
