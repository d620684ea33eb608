import { parseDecimal } from './parse-decimal.ts';

/** A place in a text of lines and words, that moves on by reading. */
export interface TextCursor {
  /** Bytes before the place. */
  readonly at: () => number;
  readonly isAtEnd: () => boolean;
  /** Goes over blanks; tells whether the line ends there. */
  readonly isAtLineEnd: () => boolean;
  /** Goes to the start of the next line. */
  readonly skipLine: () => void;
  /** The next word of the line; '' where the line has no more. */
  readonly word: () => string;
  /** The next word of the line as a decimal number; NaN where it is none. */
  readonly decimal: () => number;
  /** The whole number that the next word begins with, up to a slash; NaN where there is none. */
  readonly integer: () => number;
}

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
/** A longer word is no number. */
const LONGEST_NUMBER = 64;

/** Reads words and numbers straight from bytes: a text of 128 MB never becomes one string. */
export function createTextCursor(text: Buffer): TextCursor {
  let at = text.length >= 3 && text.readUIntBE(0, 3) === 0xefbbbf ? 3 : 0;

  function isAtLineEnd(): boolean {
    for (;;) {
      if (isBlank(text[at])) at += 1;
      else if (isContinuation(text, at)) at = text.indexOf(NEWLINE, at) + 1;
      else break;
    }
    return at >= text.length || text[at] === NEWLINE;
  }

  function skipLine(): void {
    const end = text.indexOf(NEWLINE, at);
    at = end === -1 ? text.length : end + 1;
  }

  /** Goes over the next word and gives the place where it began. */
  function skipWord(): number {
    if (isAtLineEnd()) return at;
    const start = at;
    while (at < text.length && !isBlank(text[at]) && text[at] !== NEWLINE) at += 1;
    return start;
  }

  function word(): string {
    const start = skipWord();
    return text.toString('latin1', start, Math.min(at, start + LONGEST_NUMBER));
  }

  function decimal(): number {
    const start = skipWord();
    if (at === start || at - start > LONGEST_NUMBER) return Number.NaN;
    return parseDecimal(text.subarray(start, at));
  }

  function integer(): number {
    const start = skipWord();
    const slash = text.subarray(start, at).indexOf(SLASH);
    const end = slash === -1 ? at : start + slash;
    const value =
      end === start || end - start > 16 ? Number.NaN : parseDecimal(text.subarray(start, end));
    return Number.isInteger(value) ? value : Number.NaN;
  }

  return {
    at: () => at,
    isAtEnd: () => at >= text.length,
    isAtLineEnd,
    skipLine,
    word,
    decimal,
    integer,
  };
}

function isBlank(byte: number | undefined): boolean {
  return byte !== undefined && byte <= 0x20 && byte !== NEWLINE;
}

/** A backslash at the end of a line joins it with the next. */
function isContinuation(text: Buffer, at: number): boolean {
  if (text[at] !== BACKSLASH) return false;
  return text[at + 1] === NEWLINE || (text[at + 1] === 0x0d && text[at + 2] === NEWLINE);
}
