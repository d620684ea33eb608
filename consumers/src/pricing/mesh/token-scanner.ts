/** A reader of the words of a text, one after the other. */
export interface TokenScanner {
  /** The next word, or null at the end. */
  readonly next: () => string | null;
  /** Goes on after the end of the current line. */
  readonly skipLine: () => void;
  /** The line (1…) of the word read last. */
  readonly line: () => number;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;

/** Reads words, separated by white space, straight from bytes: a text of 128 MB never becomes one string. */
export function createTokenScanner(text: Buffer): TokenScanner {
  let at = text.length >= 3 && text.readUIntBE(0, 3) === 0xefbbbf ? 3 : 0;
  let start = at;

  function next(): string | null {
    while (at < text.length && isBlank(text[at])) at += 1;
    if (at === text.length) return null;
    start = at;
    while (at < text.length && !isBlank(text[at])) at += 1;
    return text.toString('latin1', start, at);
  }

  function skipLine(): void {
    const end = text.indexOf(NEWLINE, start);
    at = end === -1 ? text.length : end + 1;
  }

  // Counted when asked: only a refusal asks, and counting along would slow down every word.
  function line(): number {
    let lines = 1;
    for (let i = text.indexOf(NEWLINE); i !== -1 && i < start; i = text.indexOf(NEWLINE, i + 1)) {
      lines += 1;
    }
    return lines;
  }

  return { next, skipLine, line };
}

function isBlank(byte: number | undefined): boolean {
  return byte !== undefined && byte <= SPACE;
}
