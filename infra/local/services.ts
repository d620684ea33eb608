import { dirname } from 'node:path';
import { PlatformError } from '../src/errors.ts';
import { findFreePort } from './processes/free-port.ts';
import { keepProcess, type ExitStatus, type KeptProcess } from './processes/keeper.ts';
import { lastLines } from './processes/last-lines.ts';
import { waitUntil } from './processes/wait-until.ts';

/** One of the platform's own services, to be run as a process of its own. */
export interface ServiceOptions {
  readonly name: string;
  /** Absolute path of its compiled entry point. */
  readonly script: string;
  /** Whole environment; `PORT` and `OPS_PORT` are chosen where they are missing or 0. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the file to which its output is appended. */
  readonly logFile: string;
  /** Starts it again, with back-off, when it ends unasked. Default: false. */
  readonly restartsOnEnd?: boolean;
  /** Milliseconds between the request to stop and the kill. Default: 15,000. */
  readonly stopTimeoutMs?: number;
  /** Is told when it ended unasked, and in how many milliseconds it is started again (null: not at all). */
  readonly onEnd?: (status: ExitStatus, restartInMs: number | null) => void;
}

/** A service that was started; it ends with this process, however that ends. */
export interface Service {
  readonly name: string;
  /** Port of its HTTP API, for a service that has one. */
  readonly port: number;
  /** Port of `/metrics` and `/health`. */
  readonly opsPort: number;
  /** Process id; null while it does not run. */
  readonly pid: number | null;
  /**
   * Resolves when `/health/ready` answers 200.
   * @throws PlatformError `provision-failed` with its reasons and last log lines when it is not ready in time or ended.
   */
  ready(timeoutMs?: number): Promise<void>;
  /** Asks it to stop, kills it after `stopTimeoutMs`, and waits for its end. */
  stop(): Promise<void>;
  /** Ends it as a power cut would, and waits for its end. */
  kill9(): Promise<void>;
  /** Stops it if it runs and starts it again on the same ports. */
  restart(): Promise<void>;
}

interface State {
  kept: KeptProcess | null;
  /** Whether somebody asked for the end that comes next. */
  isStopping: boolean;
  unaskedEnds: number;
  startedAt: number;
  /** A start that is due. */
  timer: NodeJS.Timeout | null;
  /** A start under way; a stop waits for it, or the process would be left behind. */
  launching: Promise<void> | null;
  lastEnd: ExitStatus | null;
}

const STOP_TIMEOUT_MS = 15_000;
const READY_TIMEOUT_MS = 30_000;
const PROBE_TIMEOUT_MS = 2000;
const FIRST_BACK_OFF_MS = 250;
const LONGEST_BACK_OFF_MS = 10_000;
/** After this long the back-off begins anew. */
const HEALTHY_AFTER_MS = 30_000;

/**
 * Starts one of our services as a process: standard input is a pipe that ends with this process, output goes to a file.
 * @throws PlatformError `provision-failed` when the process cannot be started.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const port = await portFrom(options.environment['PORT']);
  const opsPort = await portFrom(options.environment['OPS_PORT']);
  const state: State = {
    kept: null,
    isStopping: false,
    unaskedEnds: 0,
    startedAt: 0,
    timer: null,
    launching: null,
    lastEnd: null,
  };
  const launch = (): Promise<void> => launchProcess(options, state, { port, opsPort });
  await launch();
  return {
    name: options.name,
    port,
    opsPort,
    get pid() {
      return state.kept?.pid ?? null;
    },
    ready: (timeoutMs = READY_TIMEOUT_MS) => awaitReady(options, state, { opsPort, timeoutMs }),
    stop: () => stopProcess(state),
    kill9: async () => {
      const { kept } = state;
      if (!kept) return;
      process.kill(kept.pid, 'SIGKILL');
      await kept.exited;
    },
    restart: async () => {
      await stopProcess(state);
      state.unaskedEnds = 0;
      await launch();
    },
  };
}

async function launchProcess(
  options: ServiceOptions,
  state: State,
  ports: { readonly port: number; readonly opsPort: number },
): Promise<void> {
  state.isStopping = false;
  state.startedAt = Date.now();
  const kept = await keepProcess({
    name: options.name,
    command: process.execPath,
    args: ['--enable-source-maps', options.script],
    environment: {
      ...definedOnly(options.environment),
      PORT: String(ports.port),
      OPS_PORT: String(ports.opsPort),
      KARAT_STOP_WITH_PARENT: '1',
    },
    directory: dirname(options.script),
    logFile: options.logFile,
    stdin: 'pipe',
    stopTimeoutMs: options.stopTimeoutMs ?? STOP_TIMEOUT_MS,
  });
  state.kept = kept;
  void kept.exited.then((status) => {
    state.kept = null;
    state.lastEnd = status;
    if (!state.isStopping) endedUnasked(options, state, () => launchProcess(options, state, ports));
  });
}

function endedUnasked(options: ServiceOptions, state: State, launch: () => Promise<void>): void {
  if (Date.now() - state.startedAt > HEALTHY_AFTER_MS) state.unaskedEnds = 0;
  const backOffMs = Math.min(FIRST_BACK_OFF_MS * 2 ** state.unaskedEnds, LONGEST_BACK_OFF_MS);
  state.unaskedEnds += 1;
  const restarts = options.restartsOnEnd ?? false;
  options.onEnd?.(state.lastEnd ?? { code: null, signal: null }, restarts ? backOffMs : null);
  if (!restarts) return;
  state.timer = setTimeout(() => {
    state.timer = null;
    state.launching = launch()
      .catch(() => {
        endedUnasked(options, state, launch);
      })
      .finally(() => {
        state.launching = null;
      });
  }, backOffMs);
}

async function stopProcess(state: State): Promise<void> {
  forbidStart(state);
  await state.launching;
  // The start that was under way has allowed others again.
  forbidStart(state);
  await state.kept?.stop();
}

function forbidStart(state: State): void {
  state.isStopping = true;
  if (state.timer) clearTimeout(state.timer);
  state.timer = null;
}

async function awaitReady(
  options: ServiceOptions,
  state: State,
  limits: { readonly opsPort: number; readonly timeoutMs: number },
): Promise<void> {
  await waitUntil(() => probe(limits.opsPort), {
    what: `${options.name} to be ready`,
    timeoutMs: limits.timeoutMs,
    hopeless: () =>
      state.kept || state.timer || state.launching
        ? null
        : `it ended with ${describe(state.lastEnd)}`,
    detail: () => lastLines(options.logFile),
  });
}

async function probe(opsPort: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${opsPort}/health/ready`, {
    signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
  });
  const body = await response.text();
  if (response.ok) return;
  throw new PlatformError('provision-failed', `${response.status} ${body}`, {
    retryable: true,
  });
}

function describe(status: ExitStatus | null): string {
  return status?.signal ?? `exit code ${String(status?.code ?? 'unknown')}`;
}

async function portFrom(value: string | undefined): Promise<number> {
  const port = Number(value ?? 0);
  return port > 0 ? port : findFreePort();
}

function definedOnly(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
