import type { Admin, Kafka } from 'kafkajs';
import kafkajs from 'kafkajs';
import { explicitPartitioner } from '../../src/kafka.ts';

/** Decimal numbers from 0, as values of records. */
export function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}

/** Where records go. */
export interface Place {
  readonly topic: string;
  /** Default: 0. */
  readonly partition?: number;
}

/** Writes values outside of transactions, in one request. */
export async function produce(
  kafka: Kafka,
  { topic, partition = 0 }: Place,
  values: readonly string[],
): Promise<void> {
  const producer = kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  await producer.send({ topic, messages: values.map((value) => ({ value, partition })) });
  await producer.disconnect();
}

/** Changes a setting of a topic, which its broker may learn a moment later. */
export async function alterTopic(
  admin: Admin,
  topic: string,
  setting: { readonly name: string; readonly value: string },
): Promise<void> {
  const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic };
  const resources = [{ ...resource, configEntries: [setting] }];
  await admin.alterConfigs({ validateOnly: false, resources });
}
