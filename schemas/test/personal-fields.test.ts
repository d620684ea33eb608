import { fileURLToPath } from 'node:url';
import test from 'ava';
import { CodecError } from '../src/codec-error.ts';
import { openEvent, personalFieldsOf, sealCommand, type PlainCommand } from '../src/codec.ts';
import type { OrderEvent } from '../src/records.ts';
import { readAvroTypes, type AvroType } from '../tooling/read-avro.ts';
import { EVENTS } from '../tooling/samples/events.ts';
import { PLAIN_CUSTOMER, SAMPLE_KEY, SAMPLE_ORDER_ID } from '../tooling/samples/parts.ts';

const TYPES = readAvroTypes(fileURLToPath(new URL('../../avro', import.meta.url)));
const FIELDS = [...TYPES.values()].flatMap((type) =>
  type.type === 'record' ? type.fields.map((field) => ({ record: type.name, ...field })) : [],
);
const order = { orderId: SAMPLE_ORDER_ID, key: SAMPLE_KEY };

/**
 * Texts that may stand in the log in clear, with why each is no personal data and not free text.
 * A field that none of these covers is either sealed bytes or has to be argued for here.
 */
const CLEAR_TEXTS: readonly (readonly [why: string, names: RegExp])[] = [
  [
    'pseudonymous ids of orders, people, files and things',
    /(^|[a-z])Ids?$|^modelSha256$|^modelOwner$/,
  ],
  ['references that callers choose, as opaque as an id', /Ref$|^paymentReference$/],
  ['hashes', /Hash$/],
  ['versions of rules', /Version$/],
  [
    'codes of a list',
    /^(code|reason|currency|material|finish|modelFormat|modelUnit|carrier|kind)$/,
  ],
  ['codes of a list', /^(resolution|channel|template|outcome|commandType|status)$/],
  ['names of commands', /^allowedTransitions$/],
  ['the parcel, known to its carrier', /^trackingNumber$/],
  ['who holds an order: the id of an operator', /^(claimedBy|assignedTo)$/],
  ['the log itself', /^incarnation$/],
  ['sentences of ours, made of what this list allows', /^detail$/],
  ['codes of a list', /^rewardCurrency$/],
];

function mentions(type: AvroType, primitive: string): boolean {
  if (typeof type === 'string') return type === primitive;
  if ('length' in type) return type.some((branch) => mentions(branch, primitive));
  return type.type === 'array' && mentions(type.items, primitive);
}

test('every field of bytes is personal data, and nothing else is', (t) => {
  const nameOf = ({ record, name }: (typeof FIELDS)[number]) => `${record}.${name}`;
  const bytes = FIELDS.filter(({ type }) => mentions(type, 'bytes')).map(nameOf);
  const personal = FIELDS.filter(({ personal }) => personal === true).map(nameOf);
  t.true(bytes.length >= 10);
  t.deepEqual(personal, bytes);
  for (const { record, name } of FIELDS.filter(({ personal }) => personal === true)) {
    t.true(personalFieldsOf(record).includes(name), `${record}.${name} is in the generated list`);
  }
});

test('no text stands in the log in clear that could be free text or name a person', (t) => {
  const texts = FIELDS.filter(({ type }) => mentions(type, 'string'));
  const unknown = texts.filter(({ name }) => !CLEAR_TEXTS.some(([, names]) => names.test(name)));
  t.deepEqual(
    unknown.map(({ record, name }) => `${record}.${name}`),
    [],
  );
});

test('a command is sealed in every personal field, and what was absent stays absent', (t) => {
  const note: PlainCommand = { type: 'AddNote', data: { text: 'Ada called' } };
  const sealed = sealCommand(note, order);
  if (sealed.type !== 'AddNote') return t.fail('Expected the same command');
  t.false(sealed.data.text.includes('Ada'));
  const data = { itemId: null, code: 'scratch', description: null };
  t.deepEqual(sealCommand({ type: 'ReportDefect', data }, order), { type: 'ReportDefect', data });
  const claim: PlainCommand = { type: 'ClaimOrder', data: {} };
  t.deepEqual(sealCommand(claim, order), { type: 'ClaimOrder', data: {} });
});

test('every sample event with personal data opens with its key and is empty without', (t) => {
  const personal = EVENTS.filter(({ type }) => personalFieldsOf(type).length > 0);
  t.deepEqual(personal.map(({ type }) => type).sort(), [
    'DefectReported',
    'NoteAdded',
    'OrderImported',
    'OrderInitiated',
    'OrderReturned',
  ]);
  for (const event of personal) {
    const opened = openEvent(event, order);
    const erased = openEvent(event, { ...order, key: null });
    for (const field of personalFieldsOf(event.type)) {
      t.is(typeof Reflect.get(opened.data, field), 'string', `${event.type}.${field}`);
      t.is(Reflect.get(erased.data, field), null, `${event.type}.${field}`);
    }
  }
});

test('what a command seals the event of the order opens, and no other order', (t) => {
  const data = { text: PLAIN_CUSTOMER };
  const sealed = sealCommand({ type: 'AddNote', data }, order);
  const event: OrderEvent = { type: 'NoteAdded', data: sealed.data as { readonly text: Buffer } };
  t.deepEqual(openEvent(event, order), { type: 'NoteAdded', data });
  t.throws(() => openEvent(event, { ...order, orderId: 'another' }), { instanceOf: CodecError });
});
