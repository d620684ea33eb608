import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { TokenHolder } from './tokens.ts';

/** How a running platform is reached; kept in a file so that other commands find it. */
export interface PlatformRecord {
  /** The process that keeps it. */
  readonly pid: number;
  /** Variables of the servers and databases, with credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** Address of each API by service name, without a slash at its end. */
  readonly apis: Readonly<Record<string, string>>;
  /** Address of `/metrics` and `/health` of each service. */
  readonly ops: Readonly<Record<string, string>>;
  readonly tokens: readonly TokenHolder[];
}

/** The platform that runs in this folder, or null when none does. */
export async function findPlatform(file: string): Promise<PlatformRecord | null> {
  const record = readRecord(file);
  if (record === null || !isAlive(record.pid)) return null;
  const answers = await Promise.all(Object.values(record.ops).map(isReady));
  return answers.every(Boolean) ? record : null;
}

/** Lets other commands find this platform; the file holds credentials. */
export function publishPlatform(file: string, record: PlatformRecord): void {
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
}

/** Takes the record back at the end. */
export function withdrawPlatform(file: string): void {
  rmSync(file, { force: true });
}

function readRecord(file: string): PlatformRecord | null {
  try {
    // The file is written by `publishPlatform` alone; a damaged one does not parse.
    return JSON.parse(readFileSync(file, 'utf8')) as PlatformRecord;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}
