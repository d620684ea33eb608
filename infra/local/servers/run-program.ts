import { execFile } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { PlatformError } from '../../src/errors.ts';

/** How a program is run to its end. */
export interface RunOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly timeoutMs: number;
}

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const QUOTED_LINES = 2;

/**
 * Runs a program to its end and gives what it wrote on standard output and error together.
 * @throws PlatformError `provision-failed` with the last lines it wrote when it exits other than with 0.
 */
export function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      {
        env: { ...options.environment },
        timeout: options.timeoutMs,
        maxBuffer: MAX_OUTPUT_BYTES,
        ...(options.directory === undefined ? {} : { cwd: options.directory }),
      },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        if (!error) {
          resolve(output);
          return;
        }
        reject(failure([command, ...args].join(' '), output || error.message, error));
      },
    );
  });
}

function failure(call: string, output: string, cause: Error): PlatformError {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\[ERROR\] *$/.test(line));
  // Programs tend to name the cause first and then explain at length how to ask for more.
  const cited = lines.filter((line) => /error|fail/i.test(line)).slice(0, QUOTED_LINES);
  const shown = cited.length > 0 ? cited : lines.slice(-QUOTED_LINES);
  return new PlatformError('provision-failed', `${call} failed: ${shown.join(' | ')}`, { cause });
}
