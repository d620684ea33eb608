import { PlatformError } from '@karat/infra/errors';
import { BSON, type Collection } from 'mongodb';
import type { ViewDocument } from './view-document.ts';
import type { StoredCopy } from './stored-copy.ts';

/**
 * Documents as bytes: to make objects of all of them only to find that they are the same took two
 * thirds of what a rebuild beside a live view took.
 */
export async function* readCopies<View>(
  documents: Collection<ViewDocument>,
  { keys, toView }: { readonly keys?: readonly string[]; readonly toView: ToView<View> },
): AsyncGenerator<StoredCopy<View>, void, undefined> {
  const filter = keys === undefined ? {} : { _id: { $in: [...keys] } };
  // The driver's types know documents only.
  const cursor = documents.find(filter, { raw: true }) as AsyncIterable<unknown>;
  for await (const bytes of cursor) {
    if (!(bytes instanceof Uint8Array)) throw unexpected('bytes');
    yield copyOfBytes(bytes, toView);
  }
}

/** Makes a view of a document. */
export type ToView<View> = (document: ViewDocument) => View;

function copyOfBytes<View>(stored: Uint8Array, toView: ToView<View>): StoredCopy<View> {
  return {
    key: keyOf(stored),
    stored,
    open: () => toView(BSON.deserialize(stored) as ViewDocument),
    isSameAs: ({ stored: other }) => other instanceof Uint8Array && isEqual(stored, other),
  };
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** A size, then the first element: its type, its name, the length of its text with a closing zero. */
const HEAD = Buffer.from('\x02_id\x00');
const HEAD_AT = 4;
const LENGTH_AT = HEAD_AT + HEAD.length;

/** The `_id` of a document, which the server puts first. @see https://bsonspec.org/spec.html */
function keyOf(document: Uint8Array): string {
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.byteLength);
  if (bytes.compare(HEAD, 0, HEAD.length, HEAD_AT, LENGTH_AT) !== 0) throw unexpected('a text _id');
  const start = LENGTH_AT + 4;
  return bytes.toString('utf8', start, start + bytes.readInt32LE(LENGTH_AT) - 1);
}

function unexpected(what: string): PlatformError {
  return new PlatformError('invariant-violated', `Expected ${what} of a stored view, got another`);
}
