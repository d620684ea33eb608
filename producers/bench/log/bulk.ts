import type { TestLog } from '@karat/infra/test-log';
import { measureBareBulk, type Samples } from './bare-bulk-loop.ts';
import { sendInitiations, withFolder } from './bench-log.ts';
import { createMeter } from './meter.ts';
import { startWriter } from './start-writer.ts';

/** Commands per second, ours and the bare loop's with its best size of a transaction. */
export interface BulkRates {
  readonly writer: number;
  readonly bare: number;
}

const BARE_BATCH_SIZES = [200, 500, 1_000];

/** Decides a flood of commands that is there already, then sends the same through the bare loop. */
export async function measureBulk(log: TestLog, count: number): Promise<BulkRates> {
  await sendInitiations(log, count);
  const writer = await withFolder((folder) => measureWriter(log, folder, count));
  const samples = await readSamples(log);
  let bare = 0;
  for (const batchSize of BARE_BATCH_SIZES) {
    bare = Math.max(bare, await measureBareBulk({ log, count, samples, batchSize }));
  }
  return { writer, bare };
}

async function measureWriter(log: TestLog, folder: string, count: number): Promise<number> {
  const meter = createMeter(count, log.identity.partitions);
  const stop = await startWriter(log, folder, (decided) => {
    meter.add(decided[0]?.command.partition ?? 0, decided.length);
  });
  const rate = await meter.rate;
  await stop();
  return rate;
}

/** One record of each topic that the writer writes a record to for each of these commands. */
async function readSamples({ reader, topics }: TestLog): Promise<Samples> {
  const samples = [];
  for (const topic of [topics.events, topics.receipts, topics.states]) {
    for await (const batch of reader.readTopic(topic)) {
      const [record] = batch;
      if (record === undefined) continue;
      samples.push({ topic, record });
      break;
    }
  }
  return samples;
}
