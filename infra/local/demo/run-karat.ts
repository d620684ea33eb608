import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { PlatformRecord } from '../platform/running-platform.ts';

/** How a run of the `karat` command ended. */
export interface KaratRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `karat` command against a platform. */
export async function runKarat(
  platform: PlatformRecord,
  workTree: string,
  args: readonly string[],
): Promise<KaratRun> {
  const script = join(workTree, 'consumers/dist/src/bin/karat.js');
  const child = spawn(process.execPath, ['--enable-source-maps', script, ...args], {
    env: { ...platform.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const exitCode = await new Promise<number>((resolve) => {
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
  const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8');
  return { exitCode, stdout: text(stdout), stderr: text(stderr) };
}
