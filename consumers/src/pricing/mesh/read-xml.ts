import { SaxesParser } from 'saxes';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';

/** Attributes of a tag, by their names with prefixes. */
export type XmlAttributes = Readonly<Record<string, string>>;

/** What is done with the tags of a document; a refusal ends the reading. */
export interface XmlTags {
  readonly open: (name: string, attributes: XmlAttributes) => MeshOutcome<never> | null;
  readonly close: (name: string) => MeshOutcome<never> | null;
}

/** A reader of one XML document that comes in pieces. */
export interface XmlReader {
  readonly write: (piece: Uint8Array) => MeshOutcome<never> | null;
  readonly end: () => MeshOutcome<never> | null;
}

const SLICE_BYTES = 64 * 1024;

/**
 * Reads tags and attributes of XML in UTF-8; text is not kept.
 *
 * A DOCTYPE is refused, and with it every entity that it could declare. The parser keeps one piece
 * of markup whole and a note of every open tag: both have a bound here, because it has none.
 *
 * @param name of the document, for refusals
 * @see https://github.com/3MFConsortium/spec_core (2.3.4: DTD content must not be used)
 */
export function createXmlReader(name: string, tags: XmlTags): XmlReader {
  // Without namespaces: they would take a third of its speed, and who reads knows the prefixes.
  const parser = new SaxesParser<{ xmlns: false; position: false }>({
    xmlns: false,
    position: false,
  });
  const decoder = new TextDecoder('utf-8');
  let refusal: MeshOutcome<never> | null = null;
  let depth = 0;
  let pendingBytes = 0;
  const describePlace = (): string => `line ${parser.line} of ${name}`;

  parser.on('opentag', (tag) => {
    pendingBytes = 0;
    depth += 1;
    if (depth > MESH_LIMITS.maxXmlDepth)
      refusal ??= refuseXml(describePlace(), `tags at most ${MESH_LIMITS.maxXmlDepth} deep`);
    refusal ??= tags.open(tag.name, tag.attributes);
  });
  parser.on('closetag', (tag) => {
    pendingBytes = 0;
    depth -= 1;
    refusal ??= tags.close(tag.name);
  });
  parser.on('doctype', () => {
    refusal ??= refuseXml(describePlace(), 'no DOCTYPE');
  });
  parser.on('error', () => {
    refusal ??= refuseXml(describePlace(), 'well-formed XML');
  });

  function write(piece: Uint8Array): MeshOutcome<never> | null {
    for (let at = 0; at < piece.length && refusal === null; at += SLICE_BYTES) {
      const slice = piece.subarray(at, at + SLICE_BYTES);
      pendingBytes += slice.length;
      parser.write(decoder.decode(slice, { stream: true }));
      if (pendingBytes > MESH_LIMITS.maxXmlPieceBytes) {
        refusal ??= refuseXml(describePlace(), `a tag every ${MESH_LIMITS.maxXmlPieceBytes} bytes`);
      }
    }
    return refusal;
  }

  function end(): MeshOutcome<never> | null {
    parser.write(decoder.decode());
    parser.close();
    return refusal;
  }

  return { write, end };
}

function refuseXml(place: string, expected: string): MeshOutcome<never> {
  return refuseMesh('malformed', `Expected ${expected} near ${place}, got something else`);
}
