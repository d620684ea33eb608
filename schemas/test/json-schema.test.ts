import test from 'ava';
import { jsonSchemaOf } from '../src/json-schema.ts';

test('a record is an object with its fields, their words, and what may be left out', (t) => {
  const item = jsonSchemaOf('OrderItem') as {
    readonly properties: Readonly<Record<string, object>>;
    readonly required: readonly string[];
  };
  t.like(item, {
    type: 'object',
    description: 'One piece of an order: what is made, of what, how often.',
  });
  t.deepEqual(item.properties['quantity'], {
    type: 'integer',
    description: 'How many of it, 1 to 999.',
  });
  t.like(item.properties['modelSha256'], { anyOf: [{ type: 'null' }, { type: 'string' }] });
  t.true(item.required.includes('quantity'));
  t.false(item.required.includes('stones'));
});

test('records within records are there whole', (t) => {
  t.like(jsonSchemaOf('PriceCalculated'), {
    properties: {
      items: { type: 'array', items: { properties: { parts: { items: { type: 'object' } } } } },
    },
  });
});

test('what JSON has no form for, or nobody has defined, is refused', (t) => {
  t.throws(() => jsonSchemaOf('AddNote'), { message: /got bytes$/ });
  t.throws(() => jsonSchemaOf('Teapot'), {
    message: 'Expected a record of the schemas, got Teapot',
  });
});
