import { createStlSniffer, type StlFault } from './stl-sniffer.ts';

/** What a model's file can be, by its content. */
export type ModelFormat = '3MF' | 'GLB' | 'OBJ' | 'STL';

/** What was found of a whole file. */
export type ModelVerdict =
  | { readonly ok: true; readonly format: ModelFormat }
  | { readonly ok: false; readonly fault: StlFault };

/** Looks at a file as it streams by, keeping only its first and last bytes. */
export interface ModelSniffer {
  readonly see: (chunk: Uint8Array) => void;
  readonly verdict: () => ModelVerdict;
}

/** Enough for a few statements of an OBJ behind the usual comments. */
const HEAD_BYTES = 4_096;
/** Version and size of a GLB stand here; the header ends at 12. */
const GLB_VERSION_AT = 4;
const GLB_SIZE_AT = 8;
const GLB_HEADER_BYTES = 12;
const OBJ_STATEMENT =
  /^\s*(?:#|(?:call|csh|f|g|l|lod|mg|mtllib|maplib|usemap|usemtl|o|p|s|v|vn|vp|vt)(?:\s|$)|$)/;
const OBJ_VERTEX = /^[ \t]*v[ \t]+[-+.\d]/m;

/**
 * Tells the formats of models from anything else by the first bytes, never by a name. Whether the mesh
 * can be read and printed is for pricing to say; this keeps out what is no mesh at all.
 * @see https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification
 * @see https://github.com/3MFConsortium/spec_core a 3MF is a ZIP package
 */
export function createModelSniffer(): ModelSniffer {
  const stl = createStlSniffer();
  let head = Buffer.alloc(0);
  let bytes = 0;
  return {
    see: (chunk) => {
      bytes += chunk.byteLength;
      if (head.length < HEAD_BYTES) {
        head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      }
      stl.see(chunk);
    },
    verdict: () => {
      const format = formatOf(head);
      if (format === 'GLB') return judgeGlb(head, bytes);
      if (format !== null) return { ok: true, format };
      const fault = stl.verdict();
      return fault === null ? { ok: true, format: 'STL' } : { ok: false, fault };
    },
  };
}

function formatOf(head: Buffer): Exclude<ModelFormat, 'STL'> | null {
  const magic = head.toString('latin1', 0, 4);
  if (magic === 'glTF') return 'GLB';
  if (magic === 'PK\x03\x04') return '3MF';
  return looksLikeObj(head) ? 'OBJ' : null;
}

function judgeGlb(head: Buffer, bytes: number): ModelVerdict {
  const isWhole = head.length >= GLB_HEADER_BYTES;
  const version = isWhole ? head.readUInt32LE(GLB_VERSION_AT) : 0;
  const expected = isWhole ? head.readUInt32LE(GLB_SIZE_AT) : GLB_HEADER_BYTES;
  if (isWhole && version !== 2) {
    return refuse('malformed', `Expected version 2 of GLB, got ${String(version)}`);
  }
  if (bytes === expected) return { ok: true, format: 'GLB' };
  const detail = `Expected ${String(expected)} bytes of GLB, got ${String(bytes)}`;
  return refuse(bytes < expected ? 'truncated' : 'malformed', detail);
}

/** Text of OBJ's statements alone, with a vertex among the first unless comments fill all we have seen. */
function looksLikeObj(head: Buffer): boolean {
  if (head.length === 0 || head.includes(0)) return false;
  const text = head.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  // The last line may be cut; a line that goes on behind a backslash is no statement of its own.
  const isCut = head.length === HEAD_BYTES;
  const lines = text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n|\r/);
  if (!lines.slice(0, isCut ? -1 : undefined).every((line) => OBJ_STATEMENT.test(line)))
    return false;
  return OBJ_VERTEX.test(text) || (isCut && lines.length > 1);
}

function refuse(code: StlFault['code'], detail: string): ModelVerdict {
  return { ok: false, fault: { code, detail } };
}
