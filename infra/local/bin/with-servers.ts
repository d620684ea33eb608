import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { startServers, type RunningServers } from '../servers.ts';
import { showProgress } from '../servers/progress.ts';

const HELP = `Runs a command with real servers: starts them (or joins running ones), sets their addresses in the command's
environment, stops them after it, and exits as it did.

Usage: with-servers -- <command> [arguments]

Environment: the command gets KARAT_ENV=test. KAFKA_BROKERS, SCHEMA_REGISTRY_URL, MONGO_URL and REDIS_URL, where set,
name a running server to use instead of starting one. Data is kept in .karat/test and thrown away at the next start.
`;
const TEST_ENVIRONMENT = 'test';
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const separator = process.argv.indexOf('--');
const [command, ...args] = separator < 0 ? [] : process.argv.slice(separator + 1);

if (command === undefined) {
  process.stdout.write(HELP);
  process.exitCode = process.argv.includes('--help') ? 0 : 2;
} else {
  process.exitCode = await main(command, args);
}

async function main(program: string, parameters: readonly string[]): Promise<number> {
  const signals = listenForSignals();
  const servers = await start(signals.aborted);
  if (servers === null) return signals.exitCode() ?? 1;
  try {
    const early = signals.exitCode();
    if (early !== null) return early;
    const child = spawn(program, parameters, {
      stdio: 'inherit',
      env: { ...process.env, ...servers.environment, PATH: withLocalBinaries() },
    });
    signals.forwardTo(child);
    return await new Promise<number>((resolve) => {
      child.once('error', (error) => {
        process.stderr.write(`Expected to run ${program}, got: ${error.message}\n`);
        resolve(127);
      });
      child.once('exit', (code, signal) => {
        resolve(code ?? exitCodeOf(signal ?? 'SIGKILL'));
      });
    });
  } finally {
    await servers.stop();
  }
}

interface Signals {
  /** Aborted by the first signal. */
  readonly aborted: AbortSignal;
  /** What a program ended by the first signal exits with; null before a signal. */
  exitCode(): number | null;
  forwardTo(child: ChildProcess): void;
}

/** Keeps signals from ending this process before its servers: they break a start off, or go to the command. */
function listenForSignals(): Signals {
  const controller = new AbortController();
  let first: NodeJS.Signals | null = null;
  let target: ChildProcess | null = null;
  for (const signal of FORWARDED_SIGNALS) {
    process.on(signal, () => {
      first ??= signal;
      controller.abort();
      // A terminal sends Ctrl-C to the command as well; twice would be an order to stop at once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) target?.kill(signal);
    });
  }
  return {
    aborted: controller.signal,
    exitCode: () => (first === null ? null : exitCodeOf(first)),
    forwardTo: (child) => {
      target = child;
    },
  };
}

async function start(signal: AbortSignal): Promise<RunningServers | null> {
  const display = showProgress(process.stderr);
  try {
    return await startServers({
      root: join('.karat', TEST_ENVIRONMENT),
      env: process.env,
      karatEnv: TEST_ENVIRONMENT,
      onProgress: display.onProgress,
      fresh: true,
      signal,
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  } finally {
    display.close();
  }
}

/** As `npm run` does, so that `ava` is found also when this is called without npm. */
function withLocalBinaries(): string {
  return [join(process.cwd(), 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
}

/** A program ended by a signal is reported as shells do it: 128 and the signal's number. */
function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
