import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PlatformError } from '../../src/errors.ts';
import type { KeeperReport, KeeperRequest, ProcessSpec } from './keeper-protocol.ts';

/** How a process ended: its exit code, or the signal that ended it. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running child of the keeper. */
export interface KeptProcess {
  readonly pid: number;
  /** Settles when the process has ended, for whatever cause. */
  readonly exited: Promise<ExitStatus>;
  /** Sends SIGTERM, after the spec's `stopTimeoutMs` SIGKILL, and waits for the end. */
  stop(): Promise<ExitStatus>;
}

interface Waiting {
  readonly spec: ProcessSpec;
  readonly started: (pid: number) => void;
  readonly failed: (error: Error) => void;
  readonly exited: (status: ExitStatus) => void;
  pid: number | null;
}

interface Keeper {
  readonly child: ChildProcess;
  readonly processes: Map<number, Waiting>;
}

let current: Keeper | null = null;
let lastId = 0;

/**
 * Starts a process that cannot outlive this one: a keeper process stands between and stops it when this one ends,
 * also by kill -9.
 * @throws PlatformError `provision-failed` when the program cannot be started.
 */
export async function keepProcess(spec: ProcessSpec): Promise<KeptProcess> {
  const keeper = (current ??= openKeeper());
  const id = ++lastId;
  let setExited: (status: ExitStatus) => void = () => undefined;
  const exited = new Promise<ExitStatus>((resolve) => (setExited = resolve));
  const pid = await new Promise<number>((started, failed) => {
    keeper.processes.set(id, { spec, started, failed, exited: setExited, pid: null });
    hold(keeper, true);
    send(keeper, { kind: 'start', id, spec });
  });
  return {
    pid,
    exited,
    stop: () => {
      send(keeper, { kind: 'stop', id });
      return exited;
    },
  };
}

/** Gives the process id of this process's keeper, or null when nothing was started yet. */
export function keeperPid(): number | null {
  return current?.child.pid ?? null;
}

function openKeeper(): Keeper {
  const here = fileURLToPath(import.meta.url);
  const script = fileURLToPath(new URL(`./keeper-main${extname(here)}`, import.meta.url));
  const child = fork(script, [], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const keeper: Keeper = { child, processes: new Map() };
  child.on('message', (report: KeeperReport) => {
    receive(keeper, report);
  });
  child.once('exit', () => {
    lose(keeper);
  });
  return keeper;
}

function receive(keeper: Keeper, report: KeeperReport): void {
  const waiting = keeper.processes.get(report.id);
  if (!waiting) return;
  if (report.kind === 'started') {
    waiting.pid = report.pid;
    waiting.started(report.pid);
    return;
  }
  keeper.processes.delete(report.id);
  if (report.kind === 'exited') waiting.exited({ code: report.code, signal: report.signal });
  else waiting.failed(cannotStart(waiting.spec, report.message));
  hold(keeper, keeper.processes.size > 0);
}

/** The keeper itself was killed: its children would be orphans, so they are ended from here. */
function lose(keeper: Keeper): void {
  if (current === keeper) current = null;
  for (const waiting of keeper.processes.values()) {
    if (waiting.pid === null) {
      waiting.failed(cannotStart(waiting.spec, 'the keeper process ended'));
      continue;
    }
    try {
      process.kill(-waiting.pid, 'SIGKILL');
    } catch {
      // ESRCH: it has ended by itself.
    }
    waiting.exited({ code: null, signal: 'SIGKILL' });
  }
  keeper.processes.clear();
}

function send(keeper: Keeper, request: KeeperRequest): void {
  if (keeper.child.connected) keeper.child.send(request);
}

/** An idle keeper must not keep this process from ending; a busy one must. */
function hold(keeper: Keeper, busy: boolean): void {
  if (busy) {
    keeper.child.ref();
    keeper.child.channel?.ref();
  } else {
    keeper.child.unref();
    keeper.child.channel?.unref();
  }
}

function cannotStart(spec: ProcessSpec, message: string): PlatformError {
  return new PlatformError(
    'provision-failed',
    `Expected ${spec.name} to start with ${spec.command}, got: ${message}`,
    { context: { command: spec.command } },
  );
}
