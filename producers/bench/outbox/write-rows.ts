import { randomUUID } from 'node:crypto';
import { toPlatformError } from '@karat/infra/errors';
import type { TestLog } from '@karat/infra/test-log';
import type { Db } from 'mongodb';
import type { CommandGateway, SendableCommand } from '../../src/command-gateway.ts';
import { createOutboxGateway } from '../../src/outbox/outbox-gateway.ts';

const CALLERS = 64;
/** More than one caller sends within the second for which a gateway goes by its last look. */
const MAX_OVERSHOOT = 2_000;

/** Sends commands of as many orders through the outbox, from 64 callers; nobody publishes them. */
export async function writeRows(log: TestLog, db: Db, rows: number): Promise<void> {
  const gateway = await openGateway(log, db, 2 * rows);
  let sent = 0;
  const call = async (): Promise<void> => {
    while (sent < rows) {
      sent += 1;
      await gateway.send(newCommand());
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  await gateway.close();
}

/**
 * The code with which a gateway sends a command away when so many rows wait as may. Its first ones
 * are taken: a new process has not looked yet.
 */
export async function refusalBeyond(log: TestLog, db: Db, rows: number): Promise<string> {
  const gateway = await openGateway(log, db, rows);
  try {
    for (let sent = 0; sent < MAX_OVERSHOOT; sent += 1) await gateway.send(newCommand());
    return 'none';
  } catch (error) {
    return toPlatformError(error).code;
  } finally {
    await gateway.close();
  }
}

function openGateway({ codec }: TestLog, db: Db, maxWaiting: number): Promise<CommandGateway> {
  return createOutboxGateway({
    db,
    codec,
    instance: 'bench',
    outcomes: {
      wait: () => ({ outcome: Promise.resolve(null), leave: () => undefined }),
      close: () => undefined,
    },
    maxWaiting,
  });
}

function newCommand(): SendableCommand {
  const id = randomUUID();
  return {
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
  };
}
