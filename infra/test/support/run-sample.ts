import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ExecutionContext } from 'ava';
import { eventually } from '../../src/testing.ts';

/** A sample service in a process of its own. */
export interface Sample {
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Ends its standard input, as the death of its parent does. */
  readonly closeInput: () => void;
  /** Messages that it has logged so far. */
  readonly messages: () => readonly string[];
  /** Its lines, in full. */
  readonly lines: () => readonly Readonly<Record<string, unknown>>[];
  /** Waits for a message. */
  readonly until: (message: string) => Promise<void>;
  /** Asks its ops server. */
  readonly ask: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
  /** Its exit code, when it has ended. */
  readonly exit: Promise<number | null>;
}

/** Starts `sample-service.ts` with words on its command line; killed with the test. */
export function runSample(t: ExecutionContext, ...words: readonly string[]): Sample {
  const path = join(import.meta.dirname, 'sample-service.js');
  const child = spawn(process.execPath, [path, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  t.teardown(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const lines: Readonly<Record<string, unknown>>[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  const messages = () => lines.map(({ msg }) => String(msg));
  return {
    exit,
    lines: () => lines,
    messages,
    signal: (signal) => void child.kill(signal),
    closeInput: () => {
      child.stdin.end();
    },
    until: async (message) => {
      await eventually(() => messages().includes(message));
    },
    ask: async (path) => {
      const url = lines.find(({ opsUrl }) => typeof opsUrl === 'string')?.['opsUrl'];
      const response = await fetch(`${String(url)}${path}`);
      return { status: response.status, text: await response.text() };
    },
  };
}
