import type { RandomNumber } from './random-numbers.ts';

const LARGEST_BYTES = 64 * 1024;
const INTEGERS = [
  0, 1, 2, 3, 7, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];
const WORDS = [
  ...[
    '0',
    '-1',
    '1',
    '3',
    '65',
    '255',
    '65536',
    '4294967295',
    '9007199254740993',
    '1e308',
    '-1e999',
  ],
  ...[
    'NaN',
    'Infinity',
    '0.5',
    '',
    ' ',
    '\n',
    '\0',
    '\\\n',
    '<',
    '>',
    '&#49;',
    '&a;',
    '<!DOCTYPE a>',
  ],
  ...[
    '"',
    "'",
    '{}',
    '[]',
    'null',
    '//',
    '/',
    'f 1 2 3\n',
    'v 0 0 0\n',
    'facet',
    'endsolid',
    '5126',
  ],
];

type Mutation = (part: Buffer, random: RandomNumber) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  function flipBit(part, random) {
    const changed = Buffer.from(part);
    const at = random(part.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << random(8));
    return changed;
  },
  function setByte(part, random) {
    const changed = Buffer.from(part);
    changed[random(part.length)] = random(256);
    return changed;
  },
  function setInteger(part, random) {
    if (part.length < 4) return part;
    const changed = Buffer.from(part);
    changed.writeUInt32LE(INTEGERS[random(INTEGERS.length)] ?? 0, random(part.length - 3));
    return changed;
  },
  function insertWord(part, random) {
    const at = random(part.length + 1);
    return spliced(part, [at, at], wordOf(random));
  },
  function replaceNumber(part, random) {
    const numbers = [...part.toString('latin1').matchAll(/-?\d+(\.\d+)?/g)];
    const number = numbers[random(numbers.length)];
    if (number === undefined) return part;
    return spliced(part, [number.index, number.index + number[0].length], wordOf(random));
  },
  function remove(part, random) {
    return spliced(part, rangeOf(part, random), Buffer.alloc(0));
  },
  function repeat(part, random) {
    const [from, to] = rangeOf(part, random);
    const piece = part.subarray(from, to);
    return spliced(part, [to, to], Buffer.concat(Array<Buffer>(1 + random(8)).fill(piece)));
  },
  function move(part, random) {
    const [from, to] = rangeOf(part, random);
    const at = random(part.length + 1);
    return spliced(part, [at, at], part.subarray(from, to));
  },
  function cut(part, random) {
    return part.subarray(0, random(part.length + 1));
  },
];

/** Changes one to four things in one of the parts of a file. */
export function mutate(parts: readonly Buffer[], random: RandomNumber): readonly Buffer[] {
  const chosen = random(parts.length);
  let part = parts[chosen] ?? Buffer.alloc(0);
  for (let changes = 1 + random(4); changes > 0 && part.length > 0; changes--) {
    part = (MUTATIONS[random(MUTATIONS.length)] ?? ((same) => same))(part, random);
  }
  return parts.with(chosen, part.subarray(0, LARGEST_BYTES));
}

function spliced(part: Buffer, [from, to]: readonly [number, number], piece: Buffer): Buffer {
  return Buffer.concat([part.subarray(0, from), piece, part.subarray(to)]);
}

function wordOf(random: RandomNumber): Buffer {
  return Buffer.from(WORDS[random(WORDS.length)] ?? '');
}

function rangeOf(part: Buffer, random: RandomNumber): readonly [number, number] {
  const from = random(part.length);
  return [from, Math.min(part.length, from + 1 + random(64))];
}
