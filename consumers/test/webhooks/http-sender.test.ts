import test, { type ExecutionContext } from 'ava';
import { createHttpSender, type HttpSenderOptions } from '../../src/webhooks/http-sender.ts';
import { startReceiver } from '../support/receiver.ts';

const LOCAL = { insecureHosts: ['127.0.0.1'] };
const BODY = Buffer.from('{"a":1}');

function senderOf(t: ExecutionContext, options: Partial<HttpSenderOptions> = {}) {
  const sender = createHttpSender({ policy: LOCAL, clock: Date.now, ...options });
  t.teardown(sender.close);
  return { sender, send: (url: string) => sender.send({ url, headers: { a: 'b' }, body: BODY }) };
}

test('a receiver gets the bytes and headers as they are', async (t) => {
  const receiver = await startReceiver(t);
  const { send } = senderOf(t);
  t.deepEqual(await send(receiver.url), { kind: 'answered', status: 204, retryAfterMs: null });
  t.deepEqual(receiver.received[0]?.body, BODY);
  t.is(receiver.received[0]?.headers['a'], 'b');
});

test('a redirect is told, never followed', async (t) => {
  const inside = await startReceiver(t);
  const receiver = await startReceiver(t, (response) => {
    response.writeHead(307, { location: inside.url }).end();
  });
  const { send } = senderOf(t);
  t.deepEqual(await send(receiver.url), { kind: 'answered', status: 307, retryAfterMs: null });
  t.is(inside.received.length, 0);
});

test('a receiver can ask for patience', async (t) => {
  const receiver = await startReceiver(t, (response) => {
    response.writeHead(503, { 'retry-after': '120' }).end('busy');
  });
  const outcome = await senderOf(t).send(receiver.url);
  t.deepEqual(outcome, { kind: 'answered', status: 503, retryAfterMs: 120_000 });
});

test('a receiver that does not answer in time has not taken the message', async (t) => {
  const silent = await startReceiver(t, () => undefined);
  const { send } = senderOf(t, { timeoutMs: 100 });
  t.deepEqual(await send(silent.url), { kind: 'timeout' });
  const half = await startReceiver(t, (response) => response.writeHead(200).write('{'));
  t.deepEqual(await send(half.url), { kind: 'timeout' });
});

test('an endless answer is not read to its end', async (t) => {
  const receiver = await startReceiver(t, (response) => {
    response.writeHead(200);
    const pour = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      response.once('drain', pour);
    };
    pour();
  });
  const outcome = await senderOf(t, { timeoutMs: 5_000 }).send(receiver.url);
  t.deepEqual(outcome, { kind: 'answered', status: 200, retryAfterMs: null });
});

test('a connection that breaks at once is tried once more', async (t) => {
  let times = 0;
  const receiver = await startReceiver(t, (response) => {
    times += 1;
    if (times === 1) response.destroy();
    else response.writeHead(204).end();
  });
  const { send } = senderOf(t);
  t.deepEqual(await send(receiver.url), { kind: 'answered', status: 204, retryAfterMs: null });
  t.deepEqual(await send('http://127.0.0.1:1/'), { kind: 'unreachable', error: 'ECONNREFUSED' });
});

test('no request goes inside, by literal or by name', async (t) => {
  const receiver = await startReceiver(t);
  const { send } = senderOf(t, { policy: { insecureHosts: [] } });
  t.deepEqual(await send(receiver.url), { kind: 'forbidden', error: 'scheme' });
  const https = receiver.url.replace('http:', 'https:');
  t.deepEqual(await send(https), { kind: 'forbidden', error: 'address-blocked' });
  t.is(receiver.received.length, 0);
});

test('a name that also leads inside is refused, whatever it led to before', async (t) => {
  const asked: string[] = [];
  const { send } = senderOf(t, {
    resolve: (hostname) => {
      asked.push(hostname);
      const outside = { address: '93.184.216.34', family: 4 };
      return Promise.resolve([outside, { address: '169.254.169.254', family: 4 }]);
    },
  });
  const forbidden = { kind: 'forbidden', error: 'address-blocked' };
  t.deepEqual(await send('https://rebound.example/'), forbidden);
  t.deepEqual(asked, ['rebound.example']);
});

test('closing breaks off what is under way and says that nobody knows', async (t) => {
  const silent = await startReceiver(t, () => undefined);
  const { sender, send } = senderOf(t);
  const sending = send(silent.url);
  await sender.close();
  await t.throwsAsync(sending, { code: 'aborted' });
});
