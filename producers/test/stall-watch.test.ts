import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { watchStalls } from '../src/stall-watch.ts';

test('a process that does nothing else for long is told of', async (t) => {
  const stalls: number[] = [];
  t.teardown(watchStalls((stalledMs) => stalls.push(stalledMs)));
  const until = performance.now() + 300;
  while (performance.now() < until);
  await eventually(() => stalls.length > 0);
  t.true((stalls[0] ?? 0) > 200);
});
