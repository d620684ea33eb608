import { explicitPartitioner } from '@karat/infra/kafka';
import type { TestLog } from '@karat/infra/test-log';
import { partitionOf, type CommandReceipt, type Outcome } from '@karat/schemas';
import { encodeReceipt } from '@karat/schemas/codec';

/** Which command upon which order. */
export interface CommandPlace {
  readonly commandId: string;
  readonly orderId: string;
}

/** The outcome of a command of `carl`: a cancellation that was accepted, where nothing else is said. */
export function outcomeOf(
  { commandId, orderId }: CommandPlace,
  receipt: Partial<CommandReceipt> = {},
): Outcome {
  return {
    commandId,
    orderId,
    bodyHash: 'hash',
    actor: { role: 'crm', id: 'carl' },
    correlationId: commandId,
    traceparent: null,
    receipt: {
      commandType: 'CancelOrder',
      outcome: 'ACCEPTED',
      repeated: false,
      commandOffset: 0,
      version: 2,
      status: 'CANCELLED',
      eventIds: [],
      decidedAt: Date.now(),
      refusal: null,
      ...receipt,
    },
  };
}

/** Writes outcomes to the topic of receipts, each into the partition of its order. */
export async function publishOutcomes(log: TestLog, outcomes: readonly Outcome[]): Promise<void> {
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const messages = outcomes.map((outcome) => {
    const { key, value, headers } = encodeReceipt(log.codec, outcome);
    const partition = partitionOf(outcome.orderId, log.identity.partitions);
    return { key, value, headers: { ...headers }, partition };
  });
  await producer.send({ topic: log.topics.receipts, messages });
  await producer.disconnect();
}
