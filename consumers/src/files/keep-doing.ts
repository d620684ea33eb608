import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from '@karat/infra/errors';
import type { ServiceContext } from '@karat/infra/service';

/** How something is done again and again. */
export interface KeepDoingOptions {
  /** Name in health and logs. */
  readonly name: string;
  /** Pause between two times, in ms. */
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  readonly service: Pick<ServiceContext, 'logger' | 'health'>;
}

/** Does it until the signal fires; trouble stands in health as long as it lasts, and ends nothing. */
export async function keepDoing(
  work: () => Promise<void>,
  { name, intervalMs, signal, service }: KeepDoingOptions,
): Promise<void> {
  let attempt = 0;
  while (!signal.aborted) {
    try {
      await work();
      if (attempt > 0) service.logger.info({ attempt }, `${name} goes on`);
      attempt = 0;
      service.health.set(name, null);
    } catch (caught) {
      const error = toPlatformError(caught);
      attempt += 1;
      if (attempt === 1) service.logger.warn({ error }, `${name} stands still`);
      service.health.set(name, `${error.code}: ${error.message}`);
    }
    await delay(intervalMs, null, { signal }).catch(() => null);
  }
}
