import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { identifyProcess } from '../../local/processes/process-identity.ts';
import { waitUntil } from '../../local/processes/wait-until.ts';
import { eventually } from '../../src/testing.ts';

/** A folder of the test's own, removed after it. */
export async function newFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-test-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a Node script that prints one JSON value when it is ready, and gives both; it is killed with the test. */
export async function startScript(
  t: ExecutionContext,
  call: {
    readonly script: string;
    readonly args?: readonly string[];
    readonly env: NodeJS.ProcessEnv;
  },
): Promise<{ readonly child: ChildProcess; readonly printed: unknown }> {
  const child = spawn(process.execPath, [call.script, ...(call.args ?? [])], {
    env: call.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // The value is whole once it parses.
  const parse = (): Promise<unknown> => Promise.resolve().then(() => JSON.parse(output) as unknown);
  const printed = await waitUntil(parse, {
    what: `${call.script} to print JSON`,
    timeoutMs: 120_000,
    hopeless: () => (child.exitCode === null ? null : errors),
  });
  return { child, printed };
}

/** Waits until none of these processes is left. */
export async function expectGone(t: ExecutionContext, pids: readonly number[]): Promise<void> {
  const left = (): readonly number[] => pids.filter((pid) => identifyProcess(pid) !== null);
  await eventually(() => left().length === 0, { timeoutMs: 30_000 });
  t.pass();
}

/** The numbers in a printed JSON list of process ids. */
export function pidsIn(printed: unknown): readonly number[] {
  return Array.isArray(printed) ? printed.filter((pid) => typeof pid === 'number') : [];
}
