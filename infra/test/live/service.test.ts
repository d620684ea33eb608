import test from 'ava';
import { runSample } from '../support/run-sample.ts';

test('a started service is live and ready and shows its metrics', async (t) => {
  const sample = runSample(t, 'good');
  await sample.until('started');
  t.deepEqual(await sample.ask('/health/live'), { status: 200, text: '{"status":"live"}' });
  t.deepEqual(await sample.ask('/health/ready'), { status: 200, text: '{"status":"ready"}' });
  const metrics = await sample.ask('/metrics');
  t.regex(metrics.text, /nodejs_eventloop_lag_seconds\{service="sample"\}/);
  t.is((await sample.ask('/secrets')).status, 404);
});

test('a service that still starts is live and not ready', async (t) => {
  const sample = runSample(t, 'slow');
  await sample.until('ops server listening');
  t.is((await sample.ask('/health/live')).status, 200);
  t.deepEqual(await sample.ask('/health/ready'), {
    status: 503,
    text: '{"status":"not-ready","reasons":[{"check":"service","reason":"starting"}]}',
  });
});

test('a service that is not ready says why', async (t) => {
  const sample = runSample(t, 'unready');
  await sample.until('started');
  const { status, text } = await sample.ask('/health/ready');
  t.is(status, 503);
  t.deepEqual(JSON.parse(text), {
    status: 'not-ready',
    reasons: [
      { check: 'partition 3', reason: 'recovering' },
      { check: 'mongo', reason: 'no primary' },
    ],
  });
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} stops the parts in reverse order, and the exit is clean`, async (t) => {
    const sample = runSample(t, 'good');
    await sample.until('started');
    sample.signal(signal);
    t.is(await sample.exit, 0);
    const stop = sample.messages().indexOf('stopping');
    t.deepEqual(sample.messages().slice(stop), [
      'stopping',
      'consumer left',
      'connection closed',
      'stopped',
    ]);
  });
}

test('a signal during the start stops what has been started', async (t) => {
  const sample = runSample(t, 'slow');
  await sample.until('ops server listening');
  sample.signal('SIGTERM');
  t.is(await sample.exit, 0);
  t.false(sample.messages().includes('started'));
});

test('the end of the parent stops a service that was told to go with it', async (t) => {
  const sample = runSample(t, 'good', 'stop-with-parent');
  await sample.until('started');
  sample.closeInput();
  t.is(await sample.exit, 0);
  t.true(sample.messages().includes('consumer left'));
});

test('the end of standard input means nothing to other services', async (t) => {
  const sample = runSample(t, 'good');
  sample.closeInput();
  await sample.until('started');
  t.is((await sample.ask('/health/ready')).status, 200);
});

test('a part that does not stop is left behind at the deadline', async (t) => {
  const sample = runSample(t, 'hangs-at-the-end');
  await sample.until('started');
  sample.signal('SIGTERM');
  t.is(await sample.exit, 1);
  t.true(sample.messages().includes('teardown took too long'));
});

test('a second signal ends the service at once', async (t) => {
  const sample = runSample(t, 'hangs-for-long');
  await sample.until('started');
  sample.signal('SIGTERM');
  await sample.until('stopping');
  sample.signal('SIGINT');
  t.is(await sample.exit, 1);
  t.false(sample.messages().includes('teardown took too long'));
});

for (const behaviour of ['fails-to-start', 'fails-later', 'forgets-a-promise']) {
  test(`a service that ${behaviour.replaceAll('-', ' ')} tells it once and ends`, async (t) => {
    const sample = runSample(t, behaviour);
    t.is(await sample.exit, 1);
    const fatal = sample.lines().filter(({ level }) => level === 'fatal');
    t.is(fatal.length, 1);
    t.like(fatal[0], { msg: 'service failed', error: { name: 'PlatformError' } });
    t.true(sample.messages().includes('connection closed'));
  });
}
