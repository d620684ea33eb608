import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { parse } from 'yaml';
import { ARTIFACTS } from '../../local/servers/artifacts.ts';
import { PART_FACTS, SERVER_PARTS } from '../../local/servers/part.ts';

/** The compiled test lies in dist/test/local; the files it reads are not compiled. */
function readDockerFile(name: string): Promise<string> {
  return readFile(fileURLToPath(new URL(`../../../docker/${name}`, import.meta.url)), 'utf8');
}

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      { readonly image: string; readonly ports: readonly string[]; readonly healthcheck: unknown }
    >
  >;
}

function variablesIn(example: string): Map<string, string> {
  const lines = example.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1).replaceAll("'", '')];
    }),
  );
}

test('Compose runs the same servers in the same versions, on the loopback address, each with a health check', async (t) => {
  const { services } = parse(await readDockerFile('compose.yaml')) as Compose;
  t.deepEqual(
    Object.values(services).map(({ image }) => image),
    [
      `apache/kafka:${ARTIFACTS.kafka.version}`,
      `apicurio/apicurio-registry:${ARTIFACTS.registry.version}`,
      'mongo:7.0',
      'redis:7',
    ],
  );
  for (const [name, service] of Object.entries(services)) {
    t.truthy(service.healthcheck, name);
    t.true(
      service.ports.every((port) => port.startsWith('127.0.0.1:')),
      name,
    );
  }
});

test('The example of settings names every variable that Compose and the platform read', async (t) => {
  const compose = await readDockerFile('compose.yaml');
  const example = variablesIn(await readDockerFile('.env.example'));
  // `$$` passes a variable to the container's own shell; a single `$` is filled in by Compose.
  const used = [...compose.matchAll(/(?<!\$)\$\{(\w+)/g)].map((match) => match[1] ?? '');
  t.deepEqual(
    [...new Set(used)].filter((name) => !example.has(name)),
    [],
  );
  for (const part of SERVER_PARTS) {
    const { variable } = PART_FACTS[part];
    t.true(example.has(variable), variable);
  }
});

test('The addresses in the example are those that Compose publishes', async (t) => {
  const example = variablesIn(await readDockerFile('.env.example'));
  const value = (name: string): string => example.get(name) ?? '';
  t.is(value('KAFKA_BROKERS'), `127.0.0.1:${value('KAFKA_PORT')}`);
  t.is(value('SCHEMA_REGISTRY_URL'), `http://127.0.0.1:${value('REGISTRY_PORT')}/apis/ccompat/v7`);
  t.is(value('REDIS_URL'), `redis://127.0.0.1:${value('REDIS_PORT')}`);
  t.true(
    value('MONGO_URL').startsWith(
      `mongodb://admin:${value('MONGO_ADMIN_PASSWORD')}@127.0.0.1:${value('MONGO_PORT')}/`,
    ),
  );
});
