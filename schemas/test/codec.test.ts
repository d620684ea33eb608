import test from 'ava';
import { CodecError } from '../src/codec-error.ts';
import { decodeCommands, decodeEvents, encodeCommand, encodeEvent } from '../src/codec.ts';
import { COMMAND_TYPES, EVENT_TYPES } from '../src/records.ts';
import { COMMANDS } from '../tooling/samples/commands.ts';
import { commandEnvelopeOf, envelopeOf } from '../tooling/samples/envelopes.ts';
import { EVENTS } from '../tooling/samples/events.ts';
import { codecOfThisVersion } from './support/codec-of-this-version.ts';

test('there is a sample of every event', (t) => {
  t.deepEqual(
    EVENTS.map((event) => event.type).sort((one, other) => one.localeCompare(other)),
    [...EVENT_TYPES].sort((one, other) => one.localeCompare(other)),
  );
});

test('there is a sample of every command', (t) => {
  t.deepEqual(
    COMMANDS.map((command) => command.type).sort((one, other) => one.localeCompare(other)),
    [...COMMAND_TYPES].sort((one, other) => one.localeCompare(other)),
  );
});

for (const command of COMMANDS) {
  test(`${command.type} survives the way through Kafka unchanged`, async (t) => {
    const codec = codecOfThisVersion();
    const envelope = commandEnvelopeOf(command);
    const { key, value, headers } = encodeCommand(codec, envelope);
    const record = { partition: 4, offset: '12', key: Buffer.from(key), value, headers };
    t.deepEqual(await decodeCommands(codec, [record]), [
      { ...envelope, partition: 4, offset: '12' },
    ]);
  });
}

for (const event of EVENTS) {
  test(`${event.type} survives the way through Kafka unchanged`, async (t) => {
    const codec = codecOfThisVersion();
    const envelope = envelopeOf(event);
    const { key, value, headers } = encodeEvent(codec, envelope);
    const record = { partition: 4, offset: '12', key: Buffer.from(key), value, headers };
    t.deepEqual(await decodeEvents(codec, [record]), [
      { ...envelope, part: 0, partition: 4, offset: '12' },
    ]);
  });
}

test('an event is a CloudEvent in binary mode that any tool can read', (t) => {
  const [event] = EVENTS;
  if (event === undefined) throw new CodecError('undecodable', 'Expected a sample');
  const { key, headers } = encodeEvent(codecOfThisVersion(), envelopeOf(event));
  t.is(key, '6f9619ff-8b86-5011-b42d-00cf4fc964ff');
  t.like(headers, {
    ce_specversion: '1.0',
    ce_id: '01993b52-7c1e-7a40-9d2f-3b8a5c1e7f10',
    ce_type: 'karat.event.OrderInitiated',
    ce_source: '/orders/6f9619ff-8b86-5011-b42d-00cf4fc964ff',
    ce_time: '2026-11-21T07:46:05.651Z',
    ce_sequence: '0000000007',
  });
});

test('bytes that are no Avro are refused with what was expected', async (t) => {
  const codec = codecOfThisVersion();
  const record = { partition: 0, offset: '0', key: null, value: Buffer.from('{}'), headers: {} };
  const error = await t.throwsAsync(decodeEvents(codec, [record]), { instanceOf: CodecError });
  t.is(error.code, 'undecodable');
});

test('a record cut short is refused, not half read', async (t) => {
  const codec = codecOfThisVersion();
  const envelope = envelopeOf({ type: 'OrderClaimed', data: { operatorId: 'anna' } });
  const { key, value, headers } = encodeEvent(codec, envelope);
  const cut = value.subarray(0, value.length - 1);
  const record = { partition: 0, offset: '0', key: Buffer.from(key), value: cut, headers };
  await t.throwsAsync(decodeEvents(codec, [record]), { message: /karat.event.OrderClaimed/ });
});
