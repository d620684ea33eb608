import test from 'ava';
import kafkajs, { type Admin } from 'kafkajs';
import { connectLog } from '../../src/log-connection.ts';
import { PlatformError } from '../../src/errors.ts';
import { deployTestLog, type TestLog } from '../../src/test-log.ts';
import { eventually } from '../../src/testing.ts';
import { requireTopicSettings } from '../../src/topic-settings.ts';
import { connectKafka, servers, silent } from '../support/live.ts';

async function set(
  admin: Admin,
  topic: string,
  setting: { readonly name: string; readonly value: string },
): Promise<void> {
  const type = kafkajs.ConfigResourceTypes.TOPIC;
  const resources = [{ type, name: topic, configEntries: [setting] }];
  await admin.alterConfigs({ validateOnly: false, resources });
}

/** What a service is told that starts on this log. */
async function startOn({ environment }: TestLog): Promise<unknown> {
  const stops: (() => Promise<void>)[] = [];
  const onStop = (_name: string, stop: () => Promise<void>) => stops.push(stop);
  const config = { ...servers, environment };
  const start = connectLog({ config, clientId: 'test', logger: silent, onStop });
  const error = await start.then(
    () => null,
    (caught: unknown) => caught,
  );
  for (const stop of stops) await stop();
  return error;
}

function contextOf(error: unknown): Readonly<Record<string, unknown>> {
  return error instanceof PlatformError && error.code === 'topic-mismatch' ? error.context : {};
}

test('no service starts on events that Kafka compacts or deletes', async (t) => {
  const log = await deployTestLog(servers);
  t.teardown(log.close);
  t.is(await startOn(log), null);
  const { admin } = await connectKafka(t);
  for (const [setting, value] of [
    ['cleanup.policy', 'compact'],
    ['cleanup.policy', 'compact,delete'],
    ['retention.ms', '604800000'],
  ] as const) {
    await set(admin, log.topics.events, { name: setting, value });
    // The broker takes a moment to believe its controller.
    const context = await eventually(async () => {
      const { got, ...more } = contextOf(await startOn(log));
      return got === value && { got, ...more };
    });
    t.like(context, { setting, got: value });
  }
});

test('a deploy refuses states that would not be compacted', async (t) => {
  const log = await deployTestLog(servers);
  t.teardown(log.close);
  const { admin } = await connectKafka(t);
  await set(admin, log.topics.states, { name: 'cleanup.policy', value: 'delete' });
  await t.notThrowsAsync(requireTopicSettings(admin, log.environment, ['events', 'receipts']));
  const message = await eventually(async () => {
    const refused = requireTopicSettings(admin, log.environment, ['states']);
    return refused.then(
      () => null,
      (error: unknown) => String(error),
    );
  });
  t.regex(message, /Expected cleanup\.policy=compact on \S+order-states\.v1, got delete/);
});
