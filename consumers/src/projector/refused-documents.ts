import { PlatformError } from '@karat/infra/errors';
import { MongoBulkWriteError } from 'mongodb';

/** Documents that Mongo will never take, e.g. because they are too large. */
export class DocumentsRefused extends PlatformError {
  /** What was said of each, by key. */
  readonly causes: ReadonlyMap<string, unknown>;

  constructor(causes: ReadonlyMap<string, unknown>) {
    const [cause] = causes.values();
    const message = `Expected Mongo to take ${String(causes.size)} documents, got a refusal for good`;
    super('document-refused', message, { cause });
    this.causes = causes;
  }
}

/**
 * Codes of the server for what is wrong with a document itself: bad value, wrong type, too deep,
 * invalid BSON, bad field name, failed validation, parallel arrays, too large, key too large.
 * @see https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const REFUSING_CODES: ReadonlySet<unknown> = new Set([
  2, 14, 15, 22, 52, 121, 171, 10_334, 16_755, 17_280, 17_419, 17_420,
]);

/** What the driver itself throws on a document that it cannot or must not send. */
const REFUSING_NAMES: ReadonlySet<string> = new Set(['BSONError', 'MongoInvalidArgumentError']);

/** Whether a write failed because of a document, and so fails whenever it is tried. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  if (REFUSING_NAMES.has(error.name) || REFUSING_CODES.has(code)) return true;
  // The driver's buffer is only a little larger than the largest document.
  if (error instanceof RangeError) return code === 'ERR_OUT_OF_RANGE';
  return (
    error instanceof MongoBulkWriteError &&
    [error.writeErrors].flat().some((one) => REFUSING_CODES.has(one.code))
  );
}

/**
 * Writes documents at once, and one by one if some of them are refused: the driver does not always
 * say which, nor does it send the others.
 * @throws DocumentsRefused with those that are; the others are written.
 */
export async function writeUnlessRefused<T extends { readonly key: string }>(
  documents: readonly T[],
  write: (documents: readonly T[]) => Promise<void>,
): Promise<void> {
  try {
    await write(documents);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const causes = await refusedAmong(documents, write);
    if (causes.size > 0) throw new DocumentsRefused(causes);
  }
}

async function refusedAmong<T extends { readonly key: string }>(
  documents: readonly T[],
  write: (documents: readonly T[]) => Promise<void>,
): Promise<ReadonlyMap<string, unknown>> {
  const causes = new Map<string, unknown>();
  for (const document of documents) {
    try {
      await write([document]);
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      causes.set(document.key, cause);
    }
  }
  return causes;
}
