import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { createRegistry } from '../../src/registry.ts';
import { uniqueEnv } from '../../src/testing.ts';
import { servers } from '../support/live.ts';

const registry = createRegistry(servers.registryUrl);

test('a registered schema is found by its text and by its id', async (t) => {
  const subject = newSubject();
  const schema = ring('weightMg');
  const id = await registry.registerSchema(subject, schema);
  t.is(await registry.idOf(subject, schema), id);
  t.deepEqual(JSON.parse(await registry.schemaById(id)), {
    type: 'record',
    name: 'karat.test.Ring',
    fields: [{ name: 'weightMg', type: 'long' }],
  });
});

test('registering the same schema again gives the same id', async (t) => {
  const subject = newSubject();
  const schema = ring('weightMg');
  const id = await registry.registerSchema(subject, schema);
  t.is(await registry.registerSchema(subject, schema), id);
});

test('a schema that no deploy has registered is unknown, and stays so', async (t) => {
  const subject = newSubject();
  const error = await t.throwsAsync(registry.idOf(subject, ring('weightMg')));
  t.like(error, { code: 'schema-unknown', retryable: false });
  await registry.registerSchema(subject, ring('weightMg'));
  const other = await t.throwsAsync(registry.idOf(subject, ring('sizeMm')));
  t.like(other, { code: 'schema-unknown' });
});

test('a schema that old readers cannot read is refused', async (t) => {
  const subject = newSubject();
  await registry.registerSchema(subject, ring('weightMg'));
  const error = await t.throwsAsync(registry.registerSchema(subject, ring('sizeMm')));
  t.like(error, { code: 'schema-incompatible', retryable: false });
});

test('an id that nobody has given is unknown', async (t) => {
  const error = await t.throwsAsync(registry.schemaById(2_000_000_000));
  t.like(error, { code: 'schema-unknown' });
});

test('with the registry away, known ids are still read and unknown ones may be retried', async (t) => {
  const subject = newSubject();
  const schema = ring('weightMg');
  const id = await registry.registerSchema(subject, schema);
  const forwarder = createServer((request, response) => {
    void fetch(servers.registryUrl + (request.url ?? '')).then(async (answer) => {
      response.end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => forwarder.listen(0, '127.0.0.1', resolve));
  const { port } = forwarder.address() as AddressInfo;
  const reader = createRegistry(`http://127.0.0.1:${String(port)}`);
  const text = await reader.schemaById(id);
  forwarder.closeAllConnections();
  await new Promise((resolve) => forwarder.close(resolve));
  t.is(await reader.schemaById(id), text);
  const error = await t.throwsAsync(reader.schemaById(id + 1));
  t.like(error, { code: 'registry-unavailable', retryable: true });
});

function newSubject(): string {
  return `${uniqueEnv()}.rings-karat.test.Ring`;
}

function ring(field: string): string {
  return JSON.stringify({
    type: 'record',
    name: 'Ring',
    namespace: `karat.test`,
    fields: [{ name: field, type: 'long' }],
  });
}
