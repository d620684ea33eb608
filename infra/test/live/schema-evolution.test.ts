import { topicsOf, TOPICS } from '@karat/schemas';
import { codecOf, corpusVersions, rawRecordsOf, readCorpus } from '@karat/schemas/corpus';
import { createCodec, decodeEvents, decodeReceipts } from '@karat/schemas/codec';
import test from 'ava';
import { createRegistry } from '../../src/registry.ts';
import { uniqueEnv } from '../../src/testing.ts';
import { servers } from '../support/live.ts';
import { openRegistryGate } from '../support/registry-gate.ts';

// A busy machine registers a hundred schemas slowly; whether it may is the question here.
const registry = createRegistry(servers.registryUrl, { timeoutMs: 30_000 });
const V1 = readCorpus('v1');

interface Field {
  readonly name: string;
  readonly type: unknown;
  readonly default?: unknown;
}
interface RecordSchema {
  readonly name: string;
  readonly fields: readonly Field[];
}

function schemaOf(fullName: string): RecordSchema {
  return V1.schemas[fullName] as RecordSchema;
}

function subjectOf(environment: string, fullName: string): string {
  const kind = TOPICS.find(({ records }) =>
    records.some((name) => fullName.startsWith(name)),
  )?.kind;
  return `${topicsOf(environment)[kind ?? 'events']}-${fullName}`;
}

test('every version of the schemas is registered after all before it', async (t) => {
  const environment = uniqueEnv();
  for (const version of corpusVersions()) {
    for (const [fullName, schema] of Object.entries(readCorpus(version).schemas)) {
      const subject = subjectOf(environment, fullName);
      const id = await registry.registerSchema(subject, JSON.stringify(schema));
      t.true(id > 0, `${version} ${fullName}`);
    }
  }
});

const SHIPPED = schemaOf('karat.event.OrderShipped');
const RECEIPT = schemaOf('karat.receipt.CommandReceipt');
const INCOMPATIBLE: readonly (readonly [change: string, was: RecordSchema, is: RecordSchema])[] = [
  [
    'a field added without a default',
    SHIPPED,
    { ...SHIPPED, fields: [...SHIPPED.fields, { name: 'weightMg', type: 'long' }] },
  ],
  ['a field without a default removed', SHIPPED, { ...SHIPPED, fields: SHIPPED.fields.slice(1) }],
  [
    'the type of a field changed',
    SHIPPED,
    {
      ...SHIPPED,
      fields: SHIPPED.fields.map((field) =>
        field.name === 'carrier' ? { ...field, type: 'long' } : field,
      ),
    },
  ],
  [
    'a symbol of an enumeration removed',
    RECEIPT,
    JSON.parse(JSON.stringify(RECEIPT).replace('"ACCEPTED",', '')) as RecordSchema,
  ],
];

for (const [change, was, is] of INCOMPATIBLE) {
  test(`${change} is refused`, async (t) => {
    const subject = `${uniqueEnv()}.orders-${was.name}`;
    await registry.registerSchema(subject, JSON.stringify(was));
    t.notDeepEqual(was, is);
    const error = await t.throwsAsync(registry.registerSchema(subject, JSON.stringify(is)));
    t.like(error, { code: 'schema-incompatible', retryable: false });
  });
}

test('a subject under another rule is noticed', async (t) => {
  const subject = `${uniqueEnv()}.orders-OrderShipped`;
  await registry.registerSchema(subject, JSON.stringify(SHIPPED));
  await ask(`/config/${subject}`, 'PUT', { compatibility: 'BACKWARD' });
  const error = await t.throwsAsync(registry.registerSchema(subject, JSON.stringify(SHIPPED)));
  t.like(error, { code: 'schema-incompatible' });
  t.regex(error.message, /FULL_TRANSITIVE.*got BACKWARD/);
});

test('a subject that somebody made without a rule gets it before its next version', async (t) => {
  const subject = `${uniqueEnv()}.orders-OrderShipped`;
  await ask(`/subjects/${subject}/versions`, 'POST', { schema: JSON.stringify(SHIPPED) });
  const removed = { ...SHIPPED, fields: SHIPPED.fields.slice(1) };
  const error = await t.throwsAsync(registry.registerSchema(subject, JSON.stringify(removed)));
  t.like(error, { code: 'schema-incompatible' });
  const config = await ask(`/config/${subject}`, 'GET');
  t.like(config, { compatibilityLevel: 'FULL_TRANSITIVE' });
});

test('records that version 1 wrote are read through the registry in the words of today', async (t) => {
  const environment = uniqueEnv();
  const ids = new Map<string, number>();
  for (const fullName of ['karat.event.OrderInitiated', 'karat.event.PriceCalculated']) {
    const schema = JSON.stringify(V1.schemas[fullName]);
    ids.set(fullName, await registry.registerSchema(subjectOf(environment, fullName), schema));
  }
  const codec = createCodec({ idOf: new Map(), schemaById: registry.schemaById });
  const old = V1.histories.flatMap(({ records }) =>
    records.filter(({ fullName }) => ids.has(fullName)),
  );
  const records = rawRecordsOf(V1, old).map((record, index) => {
    const value = Buffer.from(record.value ?? Buffer.alloc(5));
    value.writeInt32BE(ids.get(old[index]?.fullName ?? '') ?? 0, 1);
    return { ...record, value };
  });
  const throughRegistry = await decodeEvents(codec, records);
  t.deepEqual(throughRegistry, await decodeEvents(codecOf(V1), rawRecordsOf(V1, old)));
  t.true(throughRegistry.some(({ part }) => part > 0));
});

test('an id that no registry gave is told with the place of its record and what to do', async (t) => {
  const codec = createCodec({ idOf: new Map(), schemaById: registry.schemaById });
  const error = await t.throwsAsync(decodeEvents(codec, [strange(2_000_000_000)]));
  t.like(error, { code: 'schema-unknown' });
  t.regex(error.message, /id 2000000000, got none: .*restore it from its backup/);
  t.regex(error.message, /partition 4, offset 12 \(karat.event.OrderShipped\)/);
});

test('with the registry away nothing is skipped: the same record is read when it is back', async (t) => {
  const gate = await openRegistryGate(t, servers.registryUrl);
  const behind = createRegistry(gate.url);
  const receipt = V1.records.find(({ kind }) => kind === 'receipt');
  const schema = JSON.stringify(V1.schemas[receipt?.fullName ?? '']);
  const id = await registry.registerSchema(`${uniqueEnv()}.receipts-CommandReceipt`, schema);
  const codec = createCodec({ idOf: new Map(), schemaById: behind.schemaById });
  const [raw] = rawRecordsOf(V1, receipt === undefined ? [] : [receipt]);
  const value = Buffer.from(raw?.value ?? Buffer.alloc(5));
  value.writeInt32BE(id, 1);
  const record = { ...strange(id), ...raw, value };
  for (const state of ['away', 'broken'] as const) {
    gate.turn(state);
    const error = await t.throwsAsync(decodeReceipts(codec, [record]), undefined, state);
    t.like(error, { code: 'registry-unavailable', retryable: true }, state);
  }
  gate.turn('open');
  t.is((await decodeReceipts(codec, [record])).length, 1);
  gate.turn('away');
  t.is((await decodeReceipts(codec, [record, record])).length, 2);
  gate.turn('open');
  const unknown = await t.throwsAsync(decodeReceipts(codec, [strange(2_000_000_001)]));
  t.like(unknown, { code: 'schema-unknown' });
});

function strange(id: number) {
  const value = Buffer.alloc(9);
  value.writeInt32BE(id, 1);
  const headers = { ce_type: 'karat.event.OrderShipped' };
  return { partition: 4, offset: '12', key: null, value, headers };
}

async function ask(path: string, method: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
  const request = body === undefined ? {} : { body: JSON.stringify(body), headers };
  const answer = await fetch(servers.registryUrl + path, { method, ...request });
  return answer.json();
}
