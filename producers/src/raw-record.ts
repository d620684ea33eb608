import type { RawRecord } from '@karat/schemas';
import type { KafkaMessage } from 'kafkajs';

/** A message of kafkajs in the form that the codec reads. */
export function toRawRecord(partition: number, message: KafkaMessage): RawRecord {
  return {
    partition,
    offset: message.offset,
    key: message.key,
    value: message.value,
    headers: message.headers ?? {},
  };
}
