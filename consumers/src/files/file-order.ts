import { PlatformError } from '@karat/infra/errors';
import type { Tier } from '@karat/infra/object-store';
import {
  follows,
  statusAfter,
  type EventEnvelope,
  type OrderEvent,
  type OrderItem,
  type OrderStatus,
  type ReadEvent,
} from '@karat/schemas';
import type { SkippedRecord } from '../subscription.ts';
import { fileIdOf } from './file-id.ts';
import { tierOfStatus } from './tier-of-status.ts';

/** An event as it was read, wherever that was. */
export type FileEvent = EventEnvelope & Pick<ReadEvent, 'part' | 'offset'>;

/** A piece of an order with its model. */
export interface FilePiece {
  readonly itemId: string;
  /** See `fileIdOf`. */
  readonly file: string;
}

/**
 * Which models an order refers to and where they belong: a document of `view_files.orders`. It is
 * folded from the events alone. This is a stored format.
 */
export interface FileOrder {
  readonly _id: string;
  /** Version of the order after the last event that was folded. */
  readonly version: number;
  readonly status: OrderStatus;
  readonly tier: Tier;
  /** Its pieces that have a model. */
  readonly pieces: readonly FilePiece[];
  /** The files of the pieces, each once. */
  readonly files: readonly string[];
}

/**
 * The order after an event.
 * @throws `version-gap` when an event is missing in between.
 */
export function evolveFileOrder(before: FileOrder | null, envelope: FileEvent): FileOrder {
  const { orderId, version, event } = envelope;
  const known = before ?? beginning(orderId);
  if (!follows(known.version, envelope)) throw gapOf(envelope, known.version + 1);
  const pieces = piecesAfter(event, known.pieces);
  const status = statusAfter(event, known.status);
  const files = [...new Set(pieces.map(({ file }) => file))];
  return { _id: orderId, version, status, tier: tierOfStatus(status), pieces, files };
}

/** The order after a record that an operator has had stepped over: only its version moves. */
export function stepOverFileOrder(
  before: FileOrder | null,
  { orderId, version }: SkippedRecord,
): FileOrder {
  const known = before ?? beginning(orderId);
  return { ...known, version: Math.max(known.version, version ?? 0) };
}

function beginning(orderId: string): FileOrder {
  const status = 'INITIATED';
  return { _id: orderId, version: 0, status, tier: tierOfStatus(status), pieces: [], files: [] };
}

function piecesAfter(event: OrderEvent, before: readonly FilePiece[]): readonly FilePiece[] {
  switch (event.type) {
    case 'OrderInitiated':
    case 'OrderImported':
    case 'OrderSubmitted':
      return event.data.items.flatMap(pieceOf);
    case 'ModelAttached':
      return [...without(before, event.data.itemId), ...pieceOf(event.data)];
    case 'ModelRemoved':
      return without(before, event.data.itemId);
    default:
      return before;
  }
}

/** What names a model, if it does. */
type Modelled = Pick<OrderItem, 'itemId' | 'modelSha256' | 'modelOwner'>;

/** A piece with its model; none while it has no model. */
export function pieceOf({ itemId, modelSha256, modelOwner }: Modelled): readonly FilePiece[] {
  if (modelSha256 === null) return [];
  return [{ itemId, file: fileIdOf({ owner: modelOwner ?? null, sha256: modelSha256 }) }];
}

function without(pieces: readonly FilePiece[], itemId: string): readonly FilePiece[] {
  return pieces.filter((piece) => piece.itemId !== itemId);
}

function gapOf({ orderId, version }: FileEvent, expected: number): PlatformError {
  const message = `Expected version ${String(expected)} of the order, got ${String(version)}`;
  return new PlatformError('version-gap', message, { context: { orderId, version, expected } });
}
