import { randomBytes } from 'node:crypto';
import test from 'ava';
import { CodecError } from '../src/codec-error.ts';
import { openPersonal, sealPersonal } from '../src/personal.ts';

const customer = JSON.stringify({ name: 'Ada', address: 'Street 1' });

test('personal data is readable with the key of its order, at its place', (t) => {
  const key = randomBytes(32);
  const sealed = sealPersonal(key, 'order-1/customer', customer);
  t.false(sealed.includes('Ada'));
  t.is(openPersonal(key, 'order-1/customer', sealed), customer);
});

test('personal data moved to another order, changed, or without its key stays closed', (t) => {
  const key = randomBytes(32);
  const sealed = sealPersonal(key, 'order-1/customer', customer);
  const changed = Buffer.from(sealed);
  changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
  const open = [
    () => openPersonal(key, 'order-2/customer', sealed),
    () => openPersonal(key, 'order-1/customer', changed),
    () => openPersonal(randomBytes(32), 'order-1/customer', sealed),
    () => openPersonal(key, 'order-1/customer', Buffer.of(1)),
  ];
  for (const attempt of open) t.throws(attempt, { instanceOf: CodecError });
});
