import { createHash } from 'node:crypto';
import test from 'ava';
import { actorOfToken, parseTokenTable } from '../../src/http/tokens.ts';

const sha256 = createHash('sha256').update('secret').digest('hex');

test('a token belongs to whom the table says, any other to nobody', (t) => {
  const table = parseTokenTable([
    { sha256: '0'.repeat(64), role: 'crm', id: 'carl' },
    { sha256, role: 'operator', id: 'anna' },
  ]);
  t.deepEqual(actorOfToken(table ?? [], 'secret'), { role: 'operator', id: 'anna' });
  t.is(actorOfToken(table ?? [], 'secret '), null);
  t.is(actorOfToken(table ?? [], ''), null);
  t.is(actorOfToken([], 'secret'), null);
});

test('a table with one fault is no table', (t) => {
  const entry = { sha256, role: 'operator', id: 'anna' };
  const faults = [
    { ...entry, sha256: 'secret' },
    { ...entry, role: 'king' },
    { ...entry, id: '' },
    null,
  ];
  for (const fault of faults) t.is(parseTokenTable([entry, fault]), null);
  t.is(parseTokenTable(entry), null);
});
