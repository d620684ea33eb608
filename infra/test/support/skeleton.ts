import { mkdtemp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { cruise } from 'dependency-cruiser';
import type { ICruiseOptions, ICruiseResult, IForbiddenRuleType } from 'dependency-cruiser';

const PACKAGES = ['schemas', 'infra', 'projections', 'producers', 'consumers', 'api'];

/** The work tree: tests run in `infra/dist/test/support`. */
const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

/** Files of a made-up work tree, by path; the value is what each imports. */
export type Imports = Readonly<Record<string, readonly string[]>>;

interface Config {
  readonly forbidden: readonly (IForbiddenRuleType & { readonly name: string })[];
  readonly options: ICruiseOptions;
}

const config = createRequire(import.meta.url)(
  join(ROOT, 'infra/tooling/dependency-cruiser.cjs'),
) as Config;

/** Names of all rules of the house. */
export const RULES = config.forbidden.map(({ name }) => name);

/** Which rules a work tree of the real packages' shape with these imports breaks, and where. */
export async function brokenRules(t: ExecutionContext, imports: Imports): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'karat-boundaries-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  await Promise.all(PACKAGES.map((name) => layPackage(root, name)));
  const files = Object.entries(imports);
  await Promise.all(files.map(([path, targets]) => write(root, path, targets)));
  const { output } = await cruise(PACKAGES, {
    ...config.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: [...config.forbidden] },
  });
  const { violations } = (output as ICruiseResult).summary;
  return [...new Set(violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort();
}

async function layPackage(root: string, name: string): Promise<void> {
  const manifest = await readFile(join(ROOT, name, 'package.json'), 'utf8');
  await mkdir(join(root, name, 'src'), { recursive: true });
  await mkdir(join(root, 'node_modules/@karat'), { recursive: true });
  await writeFile(join(root, name, 'package.json'), manifest);
  await symlink(join('..', '..', name), join(root, 'node_modules/@karat', name));
}

async function write(root: string, path: string, targets: readonly string[]): Promise<void> {
  const lines = targets.map((target) => `import '${target}';\n`);
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), [...lines, 'export {};\n'].join(''));
}
