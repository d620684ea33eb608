import { PlatformError } from '../../src/errors.ts';

/** One way to get a piece: how it is called in messages, and the attempt itself. */
export interface Source<T> {
  readonly what: string;
  readonly find: () => Promise<T>;
}

/** Something the platform needs, and what a person can do when no source has it. */
export interface Piece {
  readonly title: string;
  readonly advice: string;
}

/**
 * Tries the sources in their order and gives the first success.
 * @throws PlatformError `provision-failed` with one message: the piece, every attempt with its error, what to do.
 */
export async function provision<T>(piece: Piece, sources: readonly Source<T>[]): Promise<T> {
  const attempts: string[] = [];
  for (const source of sources) {
    try {
      return await source.find();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      attempts.push(`  ${String(attempts.length + 1)}. ${source.what}: ${message}`);
    }
  }
  throw new PlatformError(
    'provision-failed',
    [
      `Expected ${piece.title}, and it could not be had. Tried:`,
      ...attempts,
      `What to do: ${piece.advice}.`,
    ].join('\n'),
    { context: { piece: piece.title } },
  );
}
