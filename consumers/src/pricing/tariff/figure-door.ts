/** Turns something unknown into a value, or adds what was expected instead to the faults. */
export type Door<T> = (given: unknown, at: string, faults: string[]) => T;

/** What a door found: the value, or everything that is wrong with it. */
export type Doorway<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Characters of a wrong value that a fault quotes. */
const MAX_QUOTED = 40;

/** Takes something unknown through a door. */
export function passThrough<T>(door: Door<T>, given: unknown): Doorway<T> {
  const faults: string[] = [];
  const value = door(given, '', faults);
  return faults.length === 0 ? { ok: true, value } : { ok: false, faults };
}

/** A whole number within bounds. */
export function whole(min: number, max: number): Door<number> {
  return (given, at, faults) => {
    if (Number.isSafeInteger(given) && Number(given) >= min && Number(given) <= max) {
      return Number(given);
    }
    return amiss(faults, [at, `a whole number from ${String(min)} to ${String(max)}`, given], 0);
  };
}

/** A number within bounds. */
export function measure(min: number, max: number): Door<number> {
  return (given, at, faults) => {
    if (typeof given === 'number' && given >= min && given <= max) return given;
    return amiss(faults, [at, `a number from ${String(min)} to ${String(max)}`, given], 0);
  };
}

/** A text that a pattern fits. */
export function word(pattern: RegExp, expected: string): Door<string> {
  return (given, at, faults) => {
    if (typeof given === 'string' && pattern.test(given)) return given;
    return amiss(faults, [at, expected, given], '');
  };
}

/** An object with exactly these fields. */
export function shape<T extends object>(doors: { readonly [K in keyof T]: Door<T[K]> }): Door<T> {
  const fields = Object.entries<Door<unknown>>(doors);
  return (given, at, faults) => {
    const own = tableIn(given, at, faults);
    for (const key of Object.keys(own)) {
      if (!Object.hasOwn(doors, key)) faults.push(`Expected no field ${placed(at, key)}, got one`);
    }
    const read = fields.map(([key, door]) => {
      const field = Object.hasOwn(own, key) ? own[key] : undefined;
      return [key, door(field, placed(at, key), faults)] as const;
    });
    // Each field went through the door of its name, and the table of doors has all of them.
    return Object.fromEntries(read) as T;
  };
}

/** An object from keys that a pattern fits to values. */
export function table<T>(key: Door<string>, entry: Door<T>): Door<Readonly<Record<string, T>>> {
  return (given, at, faults) =>
    Object.fromEntries(
      Object.entries(tableIn(given, at, faults)).map(([name, value]) => [
        key(name, `each name in ${at}`, faults),
        entry(value, placed(at, name), faults),
      ]),
    );
}

/** A list of at most so many. */
export function list<T>(entry: Door<T>, max: number): Door<readonly T[]> {
  return (given, at, faults) => {
    if (!Array.isArray(given) || given.length > max) {
      return amiss(faults, [at, `a list of up to ${String(max)}`, given], []);
    }
    return given.map((one: unknown, index) => entry(one, `${at}[${String(index)}]`, faults));
  };
}

function tableIn(given: unknown, at: string, faults: string[]): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    return Object.fromEntries(Object.entries(given));
  }
  return amiss(faults, [at === '' ? 'the whole' : at, 'an object', given], {});
}

function placed(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}

/** Adds a fault, and gives something to go on with, since all faults are told at once. */
function amiss<T>(
  faults: string[],
  [at, expected, given]: readonly [string, string, unknown],
  instead: T,
): T {
  const got = given === undefined ? 'nothing' : JSON.stringify(given).slice(0, MAX_QUOTED);
  faults.push(`Expected ${at} as ${expected}, got ${got}`);
  return instead;
}
