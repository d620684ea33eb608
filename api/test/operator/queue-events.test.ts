import { workQueue, type WorkQueueRow } from '@karat/projections';
import test from 'ava';
import { queueEventOf } from '../../src/operator/queue-events.ts';

const HOUR_MS = 3_600_000;
const row: WorkQueueRow = {
  ...workQueue.initial('6f9619ff-8b86-5011-b42d-00c04fc964ff'),
  version: 6,
  status: 'MANUFACTURING_APPROVED',
  dueAt: 10 * HOUR_MS,
  estimatedWorkMs: 2 * HOUR_MS,
  mustStartAt: 7 * HOUR_MS,
};
const viewer = { generation: 'g1', filter: new Set(['MANUFACTURING_APPROVED']) };

test('an order that a client watches is shown with the figures of its place', (t) => {
  const { event, id, data } = queueEventOf({ entryId: '5-0', row }, viewer);
  t.deepEqual([event, id], ['upsert', 'g1-5-0']);
  t.like(data, {
    row: {
      urgency: {
        dueAt: '1970-01-01T10:00:00.000Z',
        estimatedWorkMs: 2 * HOUR_MS,
        defectBonusMs: HOUR_MS,
        mustStartAt: '1970-01-01T07:00:00.000Z',
      },
    },
  });
});

test('an order that somebody took is taken away with the name', (t) => {
  const taken = {
    ...row,
    version: 7,
    status: 'MANUFACTURING_STARTED',
    operatorId: 'boris',
  } as const;
  t.like(queueEventOf({ entryId: '6-0', row: taken }, viewer), {
    event: 'remove',
    data: { orderId: row.orderId, version: 7, reason: 'taken', by: 'boris' },
  });
  const cancelled = { ...row, version: 7, status: 'CANCELLED' } as const;
  t.like(queueEventOf({ entryId: '6-0', row: cancelled }, viewer).data, { reason: 'moved' });
});
