import { randomUUID } from 'node:crypto';

/** A generation id that was never used before: a left-over collection must not be met again. */
export function newGenerationId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 12);
}
