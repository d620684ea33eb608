import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { identifyProcess, isAlive, type ProcessIdentity } from '../processes/process-identity.ts';
import type { ServerCommand } from './server.ts';
import { readJsonFile } from '../processes/read-json-file.ts';

/** What is written beside a running server so that another start finds it. */
export interface RunningRecord {
  readonly server: ProcessIdentity;
  /** The process that stops the server when its owner ends. */
  readonly keeper: ProcessIdentity;
  readonly ports: readonly number[];
  /** Tells this command, its settings and its version from another. */
  readonly fingerprint: string;
}

/** Gives the record of a server that is alive; null when none was written or its process is gone. */
export function readRunning(file: string): RunningRecord | null {
  const record = readJsonFile(file, isRecord);
  return record !== null && isAlive(record.server) ? record : null;
}

/** Writes the record of a server just started. */
export function writeRunning(file: string, record: RunningRecord): void {
  writeFileSync(file, `${JSON.stringify(record)}\n`);
}

/** Removes the record of a server that was stopped. */
export function removeRunning(file: string): void {
  rmSync(file, { force: true });
}

/** Identifies a process by its number, for a record. */
export function identityOf(pid: number): ProcessIdentity {
  return identifyProcess(pid) ?? { pid, startedAt: '' };
}

/** Gives a short name for a command with its arguments; equal commands have equal names. */
export function fingerprintOf(command: ServerCommand): string {
  const text = JSON.stringify([command.command, ...command.args]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function isRecord(value: unknown): value is RunningRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'server' in value &&
    isIdentity(value.server) &&
    'keeper' in value &&
    isIdentity(value.keeper) &&
    'ports' in value &&
    Array.isArray(value.ports) &&
    'fingerprint' in value &&
    typeof value.fingerprint === 'string'
  );
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'startedAt' in value &&
    typeof value.startedAt === 'string'
  );
}
