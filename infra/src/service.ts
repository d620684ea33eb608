import { PlatformError, toPlatformError } from './errors.ts';
import { createHealth } from './health.ts';
import type { Health, HealthCheck } from './health.ts';
import type { Logger } from './logger.ts';
import { startOpsServer } from './ops-server.ts';
import { createTeardown } from './teardown.ts';
import type { Telemetry } from './telemetry.ts';

export type { Health, HealthCheck, Unreadiness } from './health.ts';

/** Settings of {@link runService}. */
export interface ServiceOptions {
  readonly name: string;
  /** Port of `/metrics` and `/health`; 0 takes a free one, which the log tells. */
  readonly opsPort: number;
  /** Address of the same. Default: 127.0.0.1. */
  readonly opsHost?: string;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Asked at every `/health/ready`, by name. Default: none. */
  readonly checks?: Readonly<Record<string, HealthCheck>>;
  /** Whether the end of standard input, a pipe from the parent, means stop. Default: false. */
  readonly stopWithParent?: boolean;
  /** Time for all teardown together, in ms. Default: 10,000. */
  readonly stopTimeoutMs?: number;
}

/** What `start` gets to build the service with. */
export interface ServiceContext {
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly health: Health;
  /** The port that the ops server took. */
  readonly opsPort: number;
  /** Aborted when the stop begins. */
  readonly signal: AbortSignal;
  /** Registers teardown; what was started last is stopped first. */
  readonly onStop: (name: string, stop: () => Promise<void> | void) => void;
  /** Ends the service with exit code 1: for failures of work that runs in the background. */
  readonly fail: (error: unknown) => void;
}

/**
 * Runs a service until a signal: SIGTERM or SIGINT stop it gracefully (exit 0; exit 1 when the
 * deadline passes), a second signal ends it at once, a fatal error is logged once (exit 1).
 * Ready is answered only after `start` has returned and while no check has a reason against it.
 */
export async function runService(
  options: ServiceOptions,
  start: (context: ServiceContext) => Promise<void>,
): Promise<void> {
  const { logger, telemetry, opsPort, opsHost = '127.0.0.1', stopTimeoutMs = 10_000 } = options;
  const health = createHealth(options.checks);
  const teardown = createTeardown(logger);
  const stopping = new AbortController();

  const stop = (reason: string, exitCode: number): void => {
    if (stopping.signal.aborted) return;
    health.set('service', 'stopping');
    logger.info({ reason }, 'stopping');
    stopping.abort(new PlatformError('aborted', `The service stops: ${reason}`));
    void teardown.run(stopTimeoutMs).then((inTime) => {
      logger.info({ inTime }, 'stopped');
      process.exit(inTime ? exitCode : 1);
    });
  };
  const fail = (error: unknown): void => {
    if (stopping.signal.aborted) return;
    logger.fatal({ error: toPlatformError(error) }, 'service failed');
    stop('a fatal error', 1);
  };

  health.set('service', 'starting');
  listenForTheEnd(options, stop, fail);
  try {
    const ops = await startOpsServer({ port: opsPort, host: opsHost, health, telemetry });
    teardown.add('ops server', ops.close);
    logger.info({ opsUrl: `http://${opsHost}:${String(ops.port)}` }, 'ops server listening');
    const { signal } = stopping;
    const onStop = teardown.add;
    await start({ logger, telemetry, health, opsPort: ops.port, signal, onStop, fail });
    if (signal.aborted) return;
    health.set('service', null);
    logger.info('started');
  } catch (error) {
    fail(error);
  }
}

function listenForTheEnd(
  { logger, stopWithParent = false }: ServiceOptions,
  stop: (reason: string, exitCode: number) => void,
  fail: (error: unknown) => void,
): void {
  let signals = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    signals += 1;
    if (signals > 1) process.exit(1);
    stop(signal, 0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  if (!stopWithParent) return;
  // A killed parent cannot send a signal, but the kernel closes its end of the pipe.
  const onParentGone = (): void => {
    stop('the parent is gone', 0);
  };
  process.stdin.on('end', onParentGone).on('close', onParentGone).on('error', onParentGone);
  process.stdin.resume();
  logger.debug('stops with its parent');
}
