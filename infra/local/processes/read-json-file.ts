import { readFileSync } from 'node:fs';

/**
 * What a JSON file holds, or null where it is missing, damaged or holds something else: the files
 * kept here are remembered conveniences, and whoever finds none makes a new one.
 */
export function readJsonFile<T>(file: string, is: (value: unknown) => value is T): T | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return is(value) ? value : null;
  } catch {
    return null;
  }
}
