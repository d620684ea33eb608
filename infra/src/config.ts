import { PlatformError } from './errors.ts';
import type { Setting } from './settings.ts';

export { boolean, choice, integer, json, list, text, url } from './settings.ts';
export type { Setting, SettingOptions } from './settings.ts';

/** A service's whole configuration: one entry per environment variable it reads. */
export type ConfigTable = Readonly<Record<string, Setting<unknown>>>;

/** The values a {@link ConfigTable} yields, typed from the table. */
export type ConfigOf<T extends ConfigTable> = {
  readonly [K in keyof T]: T[K] extends Setting<infer Value> ? Value : never;
};

/**
 * Reads every variable of the table; an empty variable counts as unset.
 * @throws `config-invalid` once, naming every faulty variable with what was expected and got, so
 * that somebody who deploys repairs all mistakes in one go. A secret's value is never printed.
 */
export function readConfig<T extends ConfigTable>(
  table: T,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<T> {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, setting] of Object.entries(table)) {
    const outcome = readSetting(setting, env[setting.variable]);
    if ('fault' in outcome) faults.push(outcome.fault);
    else values[name] = outcome.value;
  }
  if (faults.length > 0) {
    throw new PlatformError('config-invalid', [headline(faults.length), ...faults].join('\n  '), {
      context: { faults },
    });
  }
  // The loop above filled exactly the table's keys with what each setting's own parser returned.
  return values as ConfigOf<T>;
}

/** One line per variable for `--help`: name, expectation, default, meaning. */
export function describeConfig(table: ConfigTable): string {
  return Object.values(table).map(describeSetting).join('\n');
}

type Outcome = { readonly value: unknown } | { readonly fault: string };

function readSetting(setting: Setting<unknown>, raw: string | undefined): Outcome {
  if (raw === undefined || raw === '') {
    if (setting.default !== undefined) return { value: setting.default };
    return {
      fault: `${setting.variable}: expected ${setting.expected}, got nothing. ${setting.doc}`,
    };
  }
  const parsed = setting.parse(raw);
  if (parsed.ok) return { value: parsed.value };
  const got = setting.secret
    ? `a hidden value of ${String(raw.length)} characters`
    : JSON.stringify(withoutCredentials(raw));
  const expected = parsed.expected ?? setting.expected;
  return { fault: `${setting.variable}: expected ${expected}, got ${got}. ${setting.doc}` };
}

function headline(count: number): string {
  const noun = count === 1 ? 'variable is' : 'variables are';
  return `${String(count)} environment ${noun} missing or wrong:`;
}

function describeSetting(setting: Setting<unknown>): string {
  const fallback =
    setting.default === undefined ? 'required' : `default ${JSON.stringify(setting.default)}`;
  return `${setting.variable}  ${setting.expected} (${fallback}). ${setting.doc}`;
}

function withoutCredentials(raw: string): string {
  return raw.replace(/\/\/[^/@\s]*@/g, '//***@');
}

/** The parts of a process that reading its configuration may need; `process` itself fits. */
export interface ConfiguredProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
  readonly stdout: { readonly write: (text: string) => unknown };
  readonly stderr: { readonly write: (text: string) => unknown };
  readonly exit: (code: number) => never;
}

/**
 * The configuration of a service for its `bin`: `--help` prints what it reads and ends the process
 * with 0; mistakes are all printed, without a stack that nobody asked for, and end it with 2.
 */
export function configOrExit<T extends ConfigTable>(
  table: T,
  { env, argv, stdout, stderr, exit }: ConfiguredProcess,
): ConfigOf<T> {
  if (argv.includes('--help')) {
    stdout.write(`Reads its configuration from the environment:\n\n${describeConfig(table)}\n`);
    exit(0);
  }
  try {
    return readConfig(table, env);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    stderr.write(`${error.message}\n`);
    return exit(2);
  }
}
