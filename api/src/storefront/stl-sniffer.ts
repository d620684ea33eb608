/** Why a file is no printable model; the words are those of pricing. */
export interface StlFault {
  readonly code: 'empty-mesh' | 'malformed' | 'not-a-mesh' | 'truncated';
  readonly detail: string;
}

/** Looks at a file as it streams by, keeping only its first and last bytes. */
export interface StlSniffer {
  readonly see: (chunk: Uint8Array) => void;
  /** The fault of the whole file, or null when it is an STL as far as can be told without measuring. */
  readonly verdict: () => StlFault | null;
}

const PREAMBLE_BYTES = 84;
const FACET_BYTES = 50;
const TRIANGLES_AT = 80;
/** Enough for the preamble and a few facets of either kind. */
const HEAD_BYTES = 4_096;
const TAIL_BYTES = 512;
/** A file that declares more is no binary STL that anybody could have sent here. */
const MAX_TRIANGLES = 3_000_000;

/**
 * Tells an STL from anything else by its content: binary is decided by the size, never by the header,
 * since many exporters begin a binary file with "solid" too. Whether the mesh can be printed is for
 * pricing to say; this keeps out what is no mesh or did not arrive whole.
 * @see https://en.wikipedia.org/wiki/STL_(file_format)
 */
export function createStlSniffer(): StlSniffer {
  let bytes = 0;
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  return {
    see: (chunk) => {
      bytes += chunk.byteLength;
      if (head.length < HEAD_BYTES) {
        head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      }
      tail = Buffer.concat([tail, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    },
    verdict: () => judge({ bytes, head, tail }),
  };
}

interface Seen {
  readonly bytes: number;
  readonly head: Buffer;
  readonly tail: Buffer;
}

function judge(seen: Seen): StlFault | null {
  const { bytes, head } = seen;
  const triangles = head.length < PREAMBLE_BYTES ? 0 : head.readUInt32LE(TRIANGLES_AT);
  const expectedBytes = PREAMBLE_BYTES + FACET_BYTES * triangles;
  if (bytes >= PREAMBLE_BYTES && bytes === expectedBytes) {
    return triangles > 0
      ? null
      : { code: 'empty-mesh', detail: 'Expected at least 1 triangle, got 0' };
  }
  if (looksLikeText(head)) return judgeText(seen);
  if (triangles > 0 && triangles <= MAX_TRIANGLES && hasPlausibleFacet(head)) {
    const detail = `Expected 84 + 50·${triangles} = ${expectedBytes} bytes, got ${bytes}`;
    return { code: bytes < expectedBytes ? 'truncated' : 'malformed', detail };
  }
  return notAMesh(seen);
}

function notAMesh(seen: Seen): StlFault {
  return { code: 'not-a-mesh', detail: `Expected an STL, OBJ, 3MF or GLB, got ${describe(seen)}` };
}

function looksLikeText(head: Buffer): boolean {
  return /^\s*solid\b/i.test(head.toString('latin1', 0, 256)) && !head.includes(0);
}

function judgeText(seen: Seen): StlFault | null {
  const hasFacets = /\bfacet\s/i.test(seen.head.toString('latin1'));
  const hasEnd = /\bendsolid\b[^\n]*\s*$/i.test(seen.tail.toString('latin1'));
  if (hasFacets && hasEnd) return null;
  if (hasEnd) return { code: 'empty-mesh', detail: 'Expected at least 1 facet, got none' };
  if (!hasFacets) return notAMesh(seen);
  const detail = `Expected "endsolid" at the end of an ASCII STL, got none in ${seen.bytes} bytes`;
  return { code: 'truncated', detail };
}

/** Coordinates that a model could have: random bytes read as floats are usually astronomic. */
function hasPlausibleFacet(head: Buffer): boolean {
  if (head.length < PREAMBLE_BYTES + FACET_BYTES) return true;
  for (let at = PREAMBLE_BYTES; at < PREAMBLE_BYTES + 48; at += 4) {
    if (!(Math.abs(head.readFloatLE(at)) < 1e6)) return false;
  }
  return true;
}

function describe({ bytes, head }: Seen): string {
  if (bytes === 0) return 'an empty body';
  const start = head.toString('latin1', 0, 16).replaceAll(/[^\x20-\x7e]/g, '.');
  return `${String(bytes)} bytes that begin with "${start}"`;
}
