import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { unzipSync } from 'fflate';
import { rawZip } from './hostile/raw-zip.ts';
import { glbOfChunks } from './written-models.ts';

/** A file to begin with, and how it is put together of the parts that are changed. */
export interface FuzzSeed {
  readonly name: string;
  readonly parts: readonly Buffer[];
  readonly join: (parts: readonly Buffer[]) => Buffer;
}

/** Where the small models lie that fuzzing begins with, and every file that ever found a bug. */
export const CORPUS = fileURLToPath(new URL('../../../test/corpus/mesh/', import.meta.url));

/**
 * The corpus, each file as it is and, where it is packed, taken apart too: random changes of a
 * zip or of a GLB get hardly further than its checksum or its lengths.
 */
export function fuzzSeeds(): readonly FuzzSeed[] {
  return readdirSync(CORPUS)
    .sort()
    .flatMap((name) => {
      const file = readFileSync(`${CORPUS}${name}`);
      return [whole(name, file), ...apart(name, file)];
    });
}

function whole(name: string, file: Buffer): FuzzSeed {
  return { name, parts: [file], join: ([part = Buffer.alloc(0)]) => part };
}

function apart(name: string, file: Buffer): readonly FuzzSeed[] {
  if (name.endsWith('.3mf')) return unzipped(name, file);
  return name.endsWith('.glb') ? [unchunked(name, file)] : [];
}

function unzipped(name: string, file: Buffer): readonly FuzzSeed[] {
  try {
    const entries = Object.entries(unzipSync(file));
    return [
      {
        name: `${name}, unpacked`,
        parts: entries.map(([, content]) => Buffer.from(content)),
        join: (parts) =>
          rawZip(
            parts.map((stored, i) => {
              const name = entries[i]?.[0] ?? '';
              return { name, stored, method: 0, crc: crc32(stored) };
            }),
          ),
      },
    ];
  } catch {
    // A file of the corpus that found a bug in the zip itself.
    return [];
  }
}

function unchunked(name: string, file: Buffer): FuzzSeed {
  const end = 20 + file.readUInt32LE(12);
  const kinds = [0x4e4f534a, 0x004e4942];
  return {
    name: `${name}, unpacked`,
    parts: [file.subarray(20, end), file.subarray(end + 8)],
    join: (parts) =>
      glbOfChunks(
        parts.map((content, i) => {
          const header = Buffer.alloc(8);
          header.writeUInt32LE(content.length, 0);
          header.writeUInt32LE(kinds[i] ?? 0, 4);
          return Buffer.concat([header, content]);
        }),
      ),
  };
}
