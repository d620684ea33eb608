import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '../../src/errors.ts';
import { createLogger } from '../../src/logger.ts';
import { runService } from '../../src/service.ts';
import type { ServiceContext } from '../../src/service.ts';
import { createTelemetry } from '../../src/telemetry.ts';

/** What the sample does once it is up, by the word it is started with. */
const BEHAVIOURS: Readonly<Record<string, (context: ServiceContext) => Promise<void> | void>> = {
  good: () => undefined,
  slow: () => delay(60_000),
  unready: ({ health }) => {
    health.set('partition 3', 'recovering');
  },
  'fails-to-start': () => {
    throw new PlatformError('kafka-unavailable', 'Expected a broker');
  },
  'fails-later': ({ fail }) => {
    setImmediate(() => {
      fail(new PlatformError('fenced', 'Somebody newer owns the partition'));
    });
  },
  'forgets-a-promise': () => {
    void Promise.reject(new PlatformError('internal', 'Nobody awaited this'));
  },
  'hangs-at-the-end': hang,
  'hangs-for-long': hang,
};

function hang({ onStop }: ServiceContext): void {
  onStop('hanging part', () => new Promise(() => undefined));
}

const [, , behaviour = 'good', stopWithParent] = process.argv;
const logger = createLogger({ service: 'sample' });
const checks = behaviour === 'unready' ? { mongo: () => 'no primary' } : {};

await runService(
  {
    name: 'sample',
    opsPort: 0,
    logger,
    telemetry: createTelemetry('sample'),
    checks,
    stopWithParent: stopWithParent === 'stop-with-parent',
    stopTimeoutMs: behaviour === 'hangs-for-long' ? 60_000 : 200,
  },
  async (context) => {
    context.onStop('connection', () => {
      logger.info('connection closed');
    });
    context.onStop('consumer', () => {
      logger.info('consumer left');
    });
    // Keeps the process alive like a server or a consumer would.
    const heartbeat = setInterval(() => undefined, 60_000);
    context.onStop('heartbeat', () => {
      clearInterval(heartbeat);
    });
    await BEHAVIOURS[behaviour]?.(context);
  },
);
