/**
 * The keeper: a process that starts others for its parent and outlives the parent just long enough to stop them.
 * It runs in a session of its own, so a Ctrl-C in the terminal or a kill of the parent's group does not reach it;
 * what does reach it, even after a kill -9 of the parent, is the end of the channel between the two.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KeeperReport, KeeperRequest, ProcessSpec } from './keeper-protocol.ts';

interface Kept {
  readonly child: ChildProcess;
  readonly spec: ProcessSpec;
  killTimer: NodeJS.Timeout | null;
}

const kept = new Map<number, Kept>();
let leaving = false;

process.on('message', (request: KeeperRequest) => {
  if (request.kind === 'start') start(request.id, request.spec);
  else stop(request.id);
});
process.on('disconnect', leave);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, leave);

function start(id: number, spec: ProcessSpec): void {
  if (leaving) {
    report({ kind: 'failed', id, message: 'the keeper is stopping' });
    return;
  }
  try {
    const child = spawnLogged(spec);
    child.once('error', (error) => {
      report({ kind: 'failed', id, message: error.message });
    });
    if (child.pid === undefined) return;
    kept.set(id, { child, spec, killTimer: null });
    child.once('exit', (code, signal) => {
      forget(id, child.pid ?? 0);
      report({ kind: 'exited', id, code, signal });
    });
    report({ kind: 'started', id, pid: child.pid });
  } catch (error) {
    report({ kind: 'failed', id, message: String(error) });
  }
}

function spawnLogged(spec: ProcessSpec): ChildProcess {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const log = openSync(spec.logFile, 'a');
  try {
    // A process group of its own, so that a start script and what it starts are stopped together.
    return spawn(spec.command, spec.args, {
      cwd: spec.directory,
      env: { ...spec.environment },
      stdio: [spec.stdin, log, log],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

function stop(id: number): void {
  const entry = kept.get(id);
  if (!entry || entry.killTimer) return;
  const pid = entry.child.pid ?? 0;
  signalGroup(pid, 'SIGTERM');
  entry.killTimer = setTimeout(() => {
    signalGroup(pid, 'SIGKILL');
  }, entry.spec.stopTimeoutMs);
}

function forget(id: number, pid: number): void {
  const timer = kept.get(id)?.killTimer;
  if (timer) clearTimeout(timer);
  // The leader is gone; whatever it left in its group goes too.
  signalGroup(pid, 'SIGKILL');
  kept.delete(id);
  if (leaving && kept.size === 0) process.exit(0);
}

function leave(): void {
  leaving = true;
  if (kept.size === 0) process.exit(0);
  for (const id of kept.keys()) stop(id);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(-pid, signal);
  } catch {
    // ESRCH: the group is empty already, which is what was wanted.
  }
}

function report(message: KeeperReport): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
