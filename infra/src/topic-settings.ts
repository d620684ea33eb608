import { TOPICS, topicsOf, type TopicKind } from '@karat/schemas';
import kafkajs, { type Admin } from 'kafkajs';
import { PlatformError } from './errors.ts';

const FOR_EVER = '-1';

/**
 * Settings without which records vanish: how a topic is cleaned up, and retention for ever. Others
 * may be changed by whoever runs the cluster.
 */
function vitalSettings(kind: TopicKind): readonly (readonly [name: string, value: string])[] {
  const settings = TOPICS.find((topic) => topic.kind === kind)?.settings ?? {};
  return Object.entries(settings).filter(
    ([name, value]) => name === 'cleanup.policy' || value === FOR_EVER,
  );
}

/**
 * Refuses a log whose topics would lose records: compaction on the events keeps only the last event
 * of an order, and a retention deletes history. Checked at deploy for every topic, and by every
 * service at its start for the events.
 * @throws `topic-mismatch` naming the topic, the setting and both values.
 */
export async function requireTopicSettings(
  admin: Admin,
  environment: string,
  kinds: readonly TopicKind[],
): Promise<void> {
  const names = topicsOf(environment);
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: kinds.map((kind) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name: names[kind],
      configNames: vitalSettings(kind).map(([name]) => name),
    })),
  });
  for (const kind of kinds) {
    const topic = names[kind];
    const entries = resources.find(({ resourceName }) => resourceName === topic)?.configEntries;
    const found = new Map(entries?.map(({ configName, configValue }) => [configName, configValue]));
    for (const [setting, expected] of vitalSettings(kind)) {
      const got = found.get(setting) ?? 'nothing';
      if (got === expected) continue;
      const message = `Expected ${setting}=${expected} on ${topic}, got ${got}`;
      throw new PlatformError('topic-mismatch', message, { context: { topic, setting, got } });
    }
  }
}
