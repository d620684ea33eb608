import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { PlatformError } from '../../src/errors.ts';
import { keepProcess } from '../processes/keeper.ts';

/** How a program is run to its end. */
export interface RunOptions {
  /** Whole environment of the program. */
  readonly environment: Readonly<Record<string, string>>;
  /** Default: the folder for temporary files. */
  readonly directory?: string;
  readonly timeoutMs: number;
  /** Ends the program early. */
  readonly signal?: AbortSignal | undefined;
}

const STOP_TIMEOUT_MS = 2000;
const QUOTED_LINES = 2;

/**
 * Runs a program to its end and gives what it wrote on standard output and error together. Like a server it ends with
 * this process, so that a start which is killed while it downloads leaves nothing behind.
 * @throws PlatformError `provision-failed` with the cause it named when it exits other than with 0.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  const { environment, directory = tmpdir(), timeoutMs } = options;
  const logFile = join(tmpdir(), `karat-${basename(command)}-${randomUUID()}.log`);
  try {
    const kept = await keepProcess({
      ...{ name: basename(command), command, args, environment, directory, logFile },
      stdin: 'ignore',
      stopTimeoutMs: STOP_TIMEOUT_MS,
    });
    const end = anyOf(AbortSignal.timeout(timeoutMs), options.signal);
    const stop = (): void => void kept.stop();
    if (end.aborted) stop();
    else end.addEventListener('abort', stop, { once: true });
    const { code, signal } = await kept.exited;
    const output = await readFile(logFile, 'utf8');
    if (code === 0) return output;
    const status = end.aborted ? 'it was broken off' : (signal ?? `exit code ${code ?? 0}`);
    throw failure([command, ...args].join(' '), output, status);
  } finally {
    await rm(logFile, { force: true });
  }
}

function anyOf(timeout: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal ? AbortSignal.any([timeout, signal]) : timeout;
}

function failure(call: string, output: string, status: string): PlatformError {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\[ERROR\] *$/.test(line));
  // Programs tend to name the cause first and then explain at length how to ask for more.
  const cited = lines.filter((line) => /error|fail/i.test(line)).slice(0, QUOTED_LINES);
  const shown = cited.length > 0 ? cited : lines.slice(-QUOTED_LINES);
  const cause = shown.length > 0 ? shown.join(' | ') : status;
  return new PlatformError('provision-failed', `${call} failed: ${cause}`);
}
