import { crc32 } from 'node:zlib';
import { Inflate } from 'fflate';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import type { ZipEntry } from './zip-directory.ts';

/** What has been inflated of a zip so far; counts on from part to part. */
export interface InflationBudget {
  inflatedBytes: number;
}

/** Takes the next piece of a part; a refusal ends the reading. */
export type TakePiece = (piece: Uint8Array) => MeshOutcome<never> | null;

/** So little at a time that even the tightest deflate makes 4 MB of it: the bound is never passed by more. */
const PIECE_BYTES = 4096;
/** Deflate says something at least every few hundred bytes; what goes on in silence has ended before. */
const MAX_SILENT_PIECES = 64;

/**
 * Reads a file of a zip piece by piece and gives up when it grows out of proportion; the sizes that
 * the zip declares are not looked at.
 */
export function inflateEntry(
  entry: ZipEntry,
  budget: InflationBudget,
  take: TakePiece,
): MeshOutcome<never> | null {
  if (entry.isEncrypted) return refuseMesh('unsupported', 'Expected an open zip, got encryption');
  const meter = createMeter(entry, budget, take);
  if (entry.method === 0) return feed(entry.stored, meter.take);
  if (entry.method !== 8) {
    return refuseMesh('unsupported', `Expected zip method 0 or 8, got ${entry.method}`);
  }
  return inflate(entry.stored, meter);
}

type Meter = ReturnType<typeof createMeter>;

function createMeter(entry: ZipEntry, budget: InflationBudget, take: TakePiece) {
  let grown = 0;
  let checksum = 0;
  return {
    take: (piece: Uint8Array, isLast: boolean): MeshOutcome<never> | null => {
      grown += piece.length;
      budget.inflatedBytes += piece.length;
      const most = entry.stored.length * MESH_LIMITS.maxInflationRatio;
      if (grown > Math.max(most, MESH_LIMITS.freelyInflatedBytes)) return refuse(most);
      if (budget.inflatedBytes > MESH_LIMITS.maxInflatedBytes) {
        return refuse(MESH_LIMITS.maxInflatedBytes);
      }
      checksum = crc32(piece, checksum);
      if (isLast && checksum !== entry.crc32) {
        return refuseMesh('malformed', 'Expected a part of a zip as it was packed, got it damaged');
      }
      return take(piece);
    },
  };
}

function refuse(maxBytes: number): MeshOutcome<never> {
  const expected = `Expected a zip that inflates to at most ${maxBytes} bytes`;
  return refuseMesh('inflates-too-far', `${expected}, got more`);
}

function inflate(stored: Buffer, meter: Meter): MeshOutcome<never> | null {
  let made: Uint8Array = new Uint8Array(0);
  const inflater = new Inflate((piece) => {
    made = piece;
  });
  let silentPieces = 0;
  return feed(stored, (piece, isLast) => {
    try {
      inflater.push(piece, isLast);
    } catch {
      return broken();
    }
    silentPieces = made.length === 0 ? silentPieces + 1 : 0;
    // The inflater keeps what it cannot use and copies it each time.
    return silentPieces > MAX_SILENT_PIECES ? broken() : meter.take(made, isLast);
  });
}

function broken(): MeshOutcome<never> {
  return refuseMesh('malformed', 'Expected deflated bytes in a zip, got something else');
}

function feed(
  stored: Buffer,
  take: (piece: Uint8Array, isLast: boolean) => MeshOutcome<never> | null,
): MeshOutcome<never> | null {
  let at = 0;
  do {
    const next = at + PIECE_BYTES;
    const refusal = take(stored.subarray(at, next), next >= stored.length);
    if (refusal !== null) return refusal;
    at = next;
  } while (at < stored.length);
  return null;
}
