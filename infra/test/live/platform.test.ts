import test, { type ExecutionContext } from 'ava';
import { runDemo } from '../../local/demo/run-demo.ts';
import { runKarat } from '../../local/demo/run-karat.ts';
import { startPlatform, type Platform } from '../../local/platform/start-platform.ts';
import { createLogger } from '../../src/logger.ts';
import { connectMongo } from '../../src/mongo.ts';
import { createPrivatePlace, WORK_TREE as workTree } from '../support/private-platform.ts';

async function createPlatform(t: ExecutionContext): Promise<Platform> {
  const place = await createPrivatePlace(t);
  const platform = await startPlatform({ ...place, workTree, onProgress: () => undefined });
  t.teardown(platform.stop);
  return platform;
}

const WHOLE = {
  lost: 0,
  duplicated: 0,
  viewsEqual: true,
};

test.serial(
  'orders go their whole way while every service is killed once and started again',
  async (t) => {
    t.timeout(300_000);
    const platform = await createPlatform(t);
    const orders = 24;
    const say = (line: string) => {
      t.log(line);
    };
    const demo = runDemo({ platform: platform.record, workTree, orders, concurrency: 6, say });
    for (const service of platform.services.values()) {
      await service.kill9();
      await service.ready(60_000);
    }
    const report = await demo;
    t.like(report, { ...WHOLE, orders, closed: orders, webhooksSent: orders * 10 });
    t.is(report.webhooksVerified, report.webhooksSent);
  },
);

test.serial(
  'a dropped CRM database is rebuilt from the log by one command, and is the same',
  async (t) => {
    t.timeout(300_000);
    const platform = await createPlatform(t);
    const say = (line: string) => {
      t.log(line);
    };
    const report = await runDemo({ platform: platform.record, workTree, orders: 5, say });
    t.like(report, { ...WHOLE, closed: 5 });
    const before = await cardsOf(platform);
    const logger = createLogger({ service: 'test', level: 'error' });
    const url = platform.record.environment['MONGO_VIEW_CRM_URL'] ?? '';
    const mongo = await connectMongo(url, { name: 'test', logger });
    t.teardown(mongo.close);
    await mongo.db.dropDatabase();
    const rebuilt = await runKarat(platform.record, workTree, ['rebuild', 'order-card', '--json']);
    t.is(rebuilt.exitCode, 0, rebuilt.stderr);
    t.deepEqual(await cardsOf(platform), before);
    const verified = await runKarat(platform.record, workTree, [
      'verify',
      'all',
      '--wait',
      '--json',
    ]);
    t.is(verified.exitCode, 0, verified.stdout);
  },
);

/** What CRM sees, asked as CRM asks. */
async function cardsOf({ record }: Platform): Promise<unknown> {
  const token = record.tokens.find(({ role }) => role === 'crm')?.token ?? '';
  const response = await fetch(`${record.apis['crm'] ?? ''}/v1/orders?limit=50`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return response.json();
}
