import test from 'ava';
import { createTelemetry } from '../src/telemetry.ts';

test('every series carries the name of its service', async (t) => {
  const { counter, registry } = createTelemetry('pricing');
  counter({ name: 'karat_models_total', help: 'Models priced.', labels: ['format'] }).inc({
    format: 'STL',
  });
  const text = await registry.metrics();
  t.true(text.includes('karat_models_total{format="STL",service="pricing"} 1'));
  t.regex(text, /process_resident_memory_bytes\{service="pricing"\} \d+/);
});

test('parts of one process that ask for the same metric share it', async (t) => {
  const telemetry = createTelemetry('projector');
  const gauge = () => telemetry.gauge({ name: 'karat_lag_records', help: 'Lag.' });
  gauge().inc(2);
  gauge().inc(3);
  t.true((await telemetry.registry.metrics()).includes('karat_lag_records{service="projector"} 5'));
});

test('a histogram resolves milliseconds unless told otherwise', async (t) => {
  const { histogram, registry } = createTelemetry('api');
  histogram({ name: 'karat_ack_seconds', help: 'Time to the outcome.' }).observe(0.002);
  const text = await registry.metrics();
  t.true(text.includes('karat_ack_seconds_bucket{le="0.001",service="api"} 0'));
  t.true(text.includes('karat_ack_seconds_bucket{le="0.0025",service="api"} 1'));
});
