import { createTelemetry } from '@karat/infra/telemetry';
import test from 'ava';
import { createWriterMetrics } from '../src/writer-metrics.ts';

function createRig() {
  const telemetry = createTelemetry('writer');
  /** Value of a gauge of the partition 3; null when nothing is told of it. */
  const valueOf = async (name: string): Promise<number | null> => {
    const line = new RegExp(`^${name}\\{.*partition="3".*\\} (\\S+)$`, 'm');
    const found = line.exec(await telemetry.registry.metrics())?.[1];
    return found === undefined ? null : Number(found);
  };
  return { metrics: createWriterMetrics(telemetry), valueOf };
}

const AGE = 'karat_decider_oldest_undecided_seconds';
const LAG = 'karat_decider_lag_records';

test('a command that nobody decides is seen to grow old', async (t) => {
  const { metrics, valueOf } = createRig();
  metrics.undecidedSince(3, Date.now() - 90_000);
  const age = await valueOf(AGE);
  t.true(age !== null && age >= 90 && age < 100, String(age));
  metrics.undecidedSince(3, null);
  t.is(await valueOf(AGE), 0);
});

test('of a partition that another member has now nothing is told', async (t) => {
  const { metrics, valueOf } = createRig();
  metrics.undecidedSince(3, Date.now());
  metrics.lag(3, 12);
  t.is(await valueOf(LAG), 12);
  metrics.letGo(3);
  t.is(await valueOf(AGE), null);
  t.is(await valueOf(LAG), null);
});
