import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 8192;

/** Gives the last lines of a log file for a message, indented, with the file's name; says so if there is none. */
export function lastLines(file: string, count = 12): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const size = fstatSync(descriptor).size;
      const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
      readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
      const lines = buffer.toString('utf8').trimEnd().split('\n').slice(-count);
      return `Last lines of ${file}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return `No log was written to ${file}`;
  }
}
