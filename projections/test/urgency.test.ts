import test from 'ava';
import { DEFECT_BONUS_MS, urgencyOf } from '../src/index.ts';

test('work has to start its own length before the promise', (t) => {
  t.deepEqual(urgencyOf({ dueAt: 10_000, estimatedWorkMs: 3_000, defects: 0 }), {
    mustStartAt: 7_000,
    dueAt: 10_000,
    estimatedWorkMs: 3_000,
    defectBonusMs: 0,
  });
});

test('each defect puts an order a day earlier, and the figures say so', (t) => {
  const dueAt = 10 * DEFECT_BONUS_MS;
  t.like(urgencyOf({ dueAt, estimatedWorkMs: 0, defects: 2 }), {
    mustStartAt: dueAt - 2 * DEFECT_BONUS_MS,
    defectBonusMs: 2 * DEFECT_BONUS_MS,
  });
});
