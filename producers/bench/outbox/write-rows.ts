import { randomUUID } from 'node:crypto';
import type { TestLog } from '@karat/infra/test-log';
import type { Db } from 'mongodb';
import { createOutboxGateway } from '../../src/outbox/outbox-gateway.ts';

const CALLERS = 64;

/** Sends cancellations of as many orders through the outbox, from 64 callers; nobody publishes them. */
export async function writeRows({ codec }: TestLog, db: Db, rows: number): Promise<void> {
  const gateway = await createOutboxGateway({
    db,
    codec,
    instance: 'bench',
    outcomes: {
      wait: () => ({ outcome: Promise.resolve(null), leave: () => undefined }),
      close: () => undefined,
    },
    maxWaiting: 2 * rows,
  });
  let sent = 0;
  const call = async (): Promise<void> => {
    while (sent < rows) {
      sent += 1;
      const id = randomUUID();
      await gateway.send({
        commandId: id,
        orderId: id,
        actor: { role: 'storefront', id: 'bench' },
        command: { type: 'ApproveOrder', data: { paymentReference: `pay-${id}` } },
        expectedVersion: null,
        bodyHash: id,
        correlationId: id,
        causationId: null,
        traceparent: null,
        sentAt: Date.now(),
      });
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  await gateway.close();
}
