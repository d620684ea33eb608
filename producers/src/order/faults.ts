import { refused, type Decision } from './decision.ts';

/** What is wrong with a field of a command, `Expected X, got Y`; null when nothing is. */
export type Fault = string | null;

/** Characters of a name, code or reference: an order carries them in states and events. */
export const MAX_NAME = 200;
/** Bytes of sealed data at most: an order with a thousand notes still is one document of a view. */
const MAX_SEALED_BYTES = 8_192;
/** The last instant that RFC 3339 can write, the end of the year 9999, in epoch milliseconds. */
const MAX_INSTANT = 253_402_300_799_999;
const MAX_CODE = 64;
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const CURRENCY = /^[A-Z]{3}$/;
/** Characters of a wrong value that a message quotes. */
const MAX_QUOTED = 40;

/** The decision itself, or a refusal that names every fault at once. */
export function unlessFaulty(faults: readonly Fault[], decide: () => Decision): Decision {
  const found = faults.filter((fault) => fault !== null);
  return found.length === 0 ? decide() : refused('validation', found.join('; '));
}

/** Whether a text is there and not too long; `max` in characters. */
export function textFault(field: string, text: string, max: number = MAX_NAME): Fault {
  if (text.length >= 1 && text.length <= max) return null;
  return `Expected ${field} of 1 to ${String(max)} characters, got ${String(text.length)}`;
}

/** Whether an explanation, which may be empty, is not too long; `max` in characters. */
export function detailFault(field: string, text: string, max: number): Fault {
  if (text.length <= max) return null;
  return `Expected ${field} up to ${String(max)} characters, got ${String(text.length)}`;
}

/** Whether a text is a code: lower-case words with hyphens, at most 64 characters. */
export function codeFault(field: string, text: string): Fault {
  if (text.length <= MAX_CODE && CODE.test(text)) return null;
  return `Expected ${field} as a code like customer-request, got ${quoted(text)}`;
}

/** Whether a text is one of a list. */
export function choiceFault(field: string, text: string, choices: readonly string[]): Fault {
  if (choices.includes(text)) return null;
  return `Expected ${field} to be ${choices.join(' or ')}, got ${quoted(text)}`;
}

/** Whether a number is whole and within bounds. */
export function integerFault(
  field: string,
  value: number,
  [min, max]: readonly [min: number, max: number],
): Fault {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return null;
  return `Expected ${field} from ${String(min)} to ${String(max)}, got ${String(value)}`;
}

/** Whether a measure is a number that JSON can write, not negative. */
export function measureFault(field: string, value: number): Fault {
  if (Number.isFinite(value) && value >= 0) return null;
  return `Expected ${field} as a number from 0, got ${String(value)}`;
}

/** Whether a number is an instant from 1970 to 9999, epoch milliseconds. */
export function instantFault(field: string, value: number): Fault {
  if (Number.isSafeInteger(value) && value >= 0 && value <= MAX_INSTANT) return null;
  return `Expected ${field} in epoch milliseconds, got ${String(value)}`;
}

/** Whether a number is an amount of money in minor units, not negative. */
export function moneyFault(field: string, amountMinor: number): Fault {
  return integerFault(field, amountMinor, [0, Number.MAX_SAFE_INTEGER]);
}

/** Whether a text has the form of an ISO 4217 code. */
export function currencyFault(field: string, text: string): Fault {
  if (CURRENCY.test(text)) return null;
  return `Expected ${field} as an ISO 4217 code, got ${quoted(text)}`;
}

/** Whether sealed data is there and not too long; what it says is closed to every decision. */
export function sealedFault(field: string, sealed: Uint8Array): Fault {
  if (sealed.length >= 1 && sealed.length <= MAX_SEALED_BYTES) return null;
  const got = String(sealed.length);
  return `Expected ${field} of 1 to ${String(MAX_SEALED_BYTES)} bytes, got ${got}`;
}

/** A check of a field that may be null. */
export function optional<T>(value: T | null, check: (value: T) => Fault): Fault {
  return value === null ? null : check(value);
}

/** A text as a message quotes it: not all of it when it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
}
