import { explicitPartitioner } from '@karat/infra/kafka';
import type { TestLog } from '@karat/infra/test-log';
import { newEventId, type CommandEnvelope } from '@karat/schemas';
import { encodeCommand } from '@karat/schemas/codec';
import type { Producer } from 'kafkajs';
import { decideCommands } from '../../src/decide-commands.ts';
import { toAppend, type Append } from '../../src/event-log.ts';
import { BATCH_LIMITS } from '../../src/partition-writer.ts';
import type { OrderLedger } from '../../src/order/ledger.ts';
import type { Incoming } from '../../src/read-commands.ts';
import { emptyPosition } from '../../src/recovery.ts';
import { stateAppends } from '../../src/state-records.ts';
import { initiationIn } from './bench-log.ts';

/** Orders written at once. */
const CHUNK = 400;

/**
 * Writes so many orders into an empty log as if the writer had decided them: commands, events,
 * receipts, states and positions that agree, made by its own code but in no transaction.
 */
export async function seedOrders(
  log: TestLog,
  orders: number,
  say: (line: string) => void,
): Promise<void> {
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const { partitions } = log.identity;
  for (let partition = 0; partition < partitions; partition += 1) {
    const count = Math.ceil((orders - partition) / partitions);
    for (let first = 0; first < count; first += CHUNK) {
      const length = Math.min(CHUNK, count - first);
      const commands = Array.from({ length }, () => initiationIn(partition, partitions));
      await seedChunk({ log, producer, partition }, commands, first);
    }
    say(`orders in ${String(partition + 1)} of ${String(partitions)} partitions`);
  }
  await producer.disconnect();
}

interface Line {
  readonly log: TestLog;
  readonly producer: Producer;
  readonly partition: number;
}

async function seedChunk(
  { log, producer, partition }: Line,
  commands: readonly CommandEnvelope[],
  first: number,
): Promise<void> {
  const { codec, topics } = log;
  const { incarnation } = log.identity;
  const incoming: readonly Incoming[] = commands.map((command, index) => {
    const offset = String(first + index);
    return { kind: 'readable', command: { ...command, partition, offset } };
  });
  const changed = new Map<string, OrderLedger>();
  const { appends } = decideCommands(
    {
      codec,
      topics,
      newEventId,
      clock: Date.now,
      limits: { ...BATCH_LIMITS, decidingMs: 60_000 },
      onUndecidable: (_command, error) => {
        throw error;
      },
    },
    incoming,
    { known: new Map(), changed, writerEpoch: 1 },
  );
  const commandOffset = String(first + commands.length - 1);
  const position = { ...emptyPosition(incarnation), commandOffset, writerEpoch: 1 };
  const states = stateAppends({ codec, topics, incarnation }, changed, position).appends;
  const sent = commands.map((command) => toAppend(topics.commands, encodeCommand(codec, command)));
  await write(producer, partition, [...sent, ...appends, ...states]);
}

async function write(
  producer: Producer,
  partition: number,
  appends: readonly Append[],
): Promise<void> {
  const topics = new Set(appends.map(({ topic }) => topic));
  const topicMessages = [...topics].map((topic) => ({
    topic,
    messages: appends
      .filter((append) => append.topic === topic)
      .map(({ record }) => ({ ...record, partition })),
  }));
  await producer.sendBatch({ acks: -1, topicMessages });
}
