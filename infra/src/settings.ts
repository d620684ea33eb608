/** What a setting's parser found: the value, or what it had expected instead. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly expected?: string };

/** One environment variable: how it is called, read, explained and defaulted. */
export interface Setting<T> {
  readonly variable: string;
  readonly doc: string;
  readonly expected: string;
  readonly secret: boolean;
  readonly default: T | undefined;
  readonly parse: (raw: string) => Parsed<T>;
}

/** What every kind of setting can say about itself. */
export interface SettingOptions<D> {
  /** What it is for, as a sentence; printed with every fault. */
  readonly doc: string;
  /** Used when the variable is unset or empty; `null` makes it optional. Default: required. */
  readonly default?: D;
  /** Whether its value must never be printed. Default: false. */
  readonly secret?: boolean;
}

/** A text that is not empty. */
export function text<D extends string | null = string>(
  variable: string,
  options: SettingOptions<D>,
): Setting<string | D> {
  return setting(variable, options, {
    expected: 'a text',
    parse: (raw) => ({ ok: true, value: raw }),
  });
}

/** One of a few words. */
export function choice<T extends string>(
  variable: string,
  words: readonly T[],
  options: SettingOptions<T>,
): Setting<T> {
  return setting(variable, options, {
    expected: words.join(', '),
    parse: (raw) => {
      const value = words.find((word) => word === raw);
      return value === undefined ? { ok: false } : { ok: true, value };
    },
  });
}

/** A comma-separated list of at least one text; blanks around an entry are dropped. */
export function list<D extends readonly string[] | null = readonly string[]>(
  variable: string,
  options: SettingOptions<D>,
): Setting<readonly string[] | D> {
  return setting(variable, options, {
    expected: 'a comma-separated list',
    parse: (raw) => {
      const entries = raw.split(',').map((entry) => entry.trim());
      return entries.includes('') ? { ok: false } : { ok: true, value: entries };
    },
  });
}

/** Bounds of an {@link integer}, both inclusive. */
export interface IntegerOptions<D> extends SettingOptions<D> {
  /** Smallest value allowed. Default: 0. */
  readonly min?: number;
  /** Largest value allowed. Default: the largest safe integer. */
  readonly max?: number;
}

/** A whole number in decimal digits. */
export function integer<D extends number | null = number>(
  variable: string,
  options: IntegerOptions<D>,
): Setting<number | D> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  return setting(variable, options, {
    expected: `an integer from ${String(min)} to ${String(max)}`,
    parse: (raw) => {
      const value = Number(raw);
      const fits = /^-?\d+$/.test(raw) && value >= min && value <= max;
      return fits ? { ok: true, value } : { ok: false };
    },
  });
}

/** `true`/`1` or `false`/`0`, nothing else: a typing error must not silently mean "off". */
export function boolean<D extends boolean | null = boolean>(
  variable: string,
  options: SettingOptions<D>,
): Setting<boolean | D> {
  return setting(variable, options, {
    expected: 'true, false, 1 or 0',
    parse: (raw) => {
      if (raw === 'true' || raw === '1') return { ok: true, value: true };
      if (raw === 'false' || raw === '0') return { ok: true, value: false };
      return { ok: false };
    },
  });
}

/** Which schemes a {@link url} may have. */
export interface UrlOptions<D> extends SettingOptions<D> {
  /** Allowed schemes without colon, e.g. `['http', 'https']`. Default: any. */
  readonly schemes?: readonly string[];
}

/**
 * A URL, kept as text and without a trailing slash. Only its scheme and the presence of a rest are
 * checked, because the WHATWG parser refuses the list of hosts that a replica set's URL carries.
 */
export function url<D extends string | null = string>(
  variable: string,
  options: UrlOptions<D>,
): Setting<string | D> {
  const { schemes } = options;
  const example =
    schemes === undefined ? '' : ` with ${schemes.map((s) => `${s}://`).join(' or ')}`;
  return setting(variable, options, {
    expected: `a URL${example}`,
    parse: (raw) => {
      const scheme = /^([a-z][a-z0-9+.-]*):\/\/[^\s]+$/i.exec(raw)?.[1];
      const fits = scheme !== undefined && (schemes?.includes(scheme.toLowerCase()) ?? true);
      return fits ? { ok: true, value: raw.replace(/\/+$/, '') } : { ok: false };
    },
  });
}

/** How a {@link json} setting turns parsed JSON into its value. */
export interface JsonOptions<T, D> extends SettingOptions<D> {
  /** What the JSON should look like, e.g. `a list of {sha256, role, id}`. */
  readonly expected: string;
  /** Gives the value, or null when the JSON is not what is expected. */
  readonly parse: (value: unknown) => T | null;
}

/** A JSON text that a parser of the caller's accepts. */
export function json<T, D extends T | null = T>(
  variable: string,
  options: JsonOptions<T, D>,
): Setting<T | D> {
  return setting(variable, options, {
    expected: `JSON: ${options.expected}`,
    parse: (raw) => {
      try {
        const value = options.parse(JSON.parse(raw));
        return value === null ? { ok: false } : { ok: true, value };
      } catch {
        return { ok: false };
      }
    },
  });
}

interface Kind<T> {
  readonly expected: string;
  readonly parse: (raw: string) => Parsed<T>;
}

function setting<T, D>(
  variable: string,
  options: SettingOptions<D>,
  kind: Kind<T>,
): Setting<T | D> {
  const { doc, secret = false, default: fallback } = options;
  return { variable, doc, secret, default: fallback, ...kind };
}
