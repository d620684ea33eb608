import test from 'ava';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { signatureHeader } from '../../src/webhooks/signature.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const PRIVATE_KEY =
  'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
const MESSAGE = {
  webhookId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestampSeconds: 1614265330,
  body: Buffer.from('{"test": 2432232314}'),
};

test('a message is signed as the vectors of the standard say', (t) => {
  const v1 = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  const v1a =
    'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
  t.is(signatureHeader(MESSAGE, [SECRET]), v1);
  t.is(signatureHeader(MESSAGE, [PRIVATE_KEY]), v1a);
  t.is(signatureHeader(MESSAGE, [SECRET, PRIVATE_KEY]), `${v1} ${v1a}`);
});

test('the public package verifies what we sign, whatever the body and the secret', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 24, maxLength: 64 }),
      fc.uuid(),
      fc.json(),
      (key, webhookId, json) => {
        const secret = `whsec_${Buffer.from(key).toString('base64')}`;
        const timestampSeconds = Math.floor(Date.now() / 1_000);
        const message = { webhookId, timestampSeconds, body: Buffer.from(json) };
        const headers = {
          'webhook-id': webhookId,
          'webhook-timestamp': String(timestampSeconds),
          'webhook-signature': signatureHeader(message, [secret]),
        };
        t.deepEqual(new Webhook(secret).verify(json, headers), JSON.parse(json));
        t.throws(() => new Webhook(secret).verify(`${json} `, headers));
      },
    ),
    { numRuns: 50 },
  );
});

test('a key that is no key is refused without being told', (t) => {
  for (const key of ['secret', 'whsec_c2hvcnQ=', 'whsk_c2hvcnQ=']) {
    const error = t.throws(() => signatureHeader(MESSAGE, [key]), { code: 'invalid-argument' });
    t.false(error.message.includes(key));
  }
});
