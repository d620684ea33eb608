import { execFile } from 'node:child_process';
import { PlatformError } from '../../src/errors.ts';

/** How a program is run to its end. */
export interface RunOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly timeoutMs: number;
}

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const QUOTED_LINES = 4;

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
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const quoted = lines.filter((line) => /error|fail/i.test(line)).slice(0, QUOTED_LINES);
  const shown = quoted.length > 0 ? quoted : lines.slice(-QUOTED_LINES);
  return new PlatformError('provision-failed', `${call} failed: ${shown.join(' | ')}`, { cause });
}
