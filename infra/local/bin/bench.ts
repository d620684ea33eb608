import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { toPlatformError } from '../../src/errors.ts';
import { describeMachine, type Bench, type BenchReport } from '../bench-report.ts';

const PACKAGES = ['schemas', 'infra', 'projections', 'producers', 'consumers', 'api'];
const workTree = fileURLToPath(new URL('../../../..', import.meta.url));

const HELP = `Measures one thing beside its limit in the same run and prints the medians.

Usage: npm run bench -- <name> [--rounds <n>] [--small] [--json] [--help]

  <name>        one of: ${benchNames().join(', ')}
  --rounds <n>  rounds of which the median is taken, 1 to 100; default 5
  --small       a size that only shows that it works
  --json        print nothing but one JSON object

Exit code: 0 when every target holds, 1 when one does not or the run failed.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    small: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const [name] = positionals;
const file = name === undefined ? null : findBench(name);
const rounds = Number(values.rounds);

if (values.help) process.stdout.write(HELP);
else if (name === undefined || file === null || !(rounds >= 1 && rounds <= 100)) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else process.exitCode = await run(name, file);

async function run(bench: string, path: string): Promise<number> {
  try {
    // A file below a package's bench folder exports `run`; the type says what it has to be.
    const { run: measure } = (await import(pathToFileURL(path).href)) as Bench;
    const results = await measure({
      workTree,
      rounds,
      small: values.small,
      root: join(workTree, '.karat', 'bench'),
      env: process.env,
      say,
    });
    const report: BenchReport = { name: bench, machine: describeMachine(), results };
    if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else print(report);
    return results.every(({ holds }) => holds) ? 0 : 1;
  } catch (error) {
    say(toPlatformError(error).message);
    return 1;
  }
}

function benchNames(): readonly string[] {
  return PACKAGES.flatMap((folder) => {
    const path = join(workTree, folder, 'dist', 'bench');
    if (!existsSync(path)) return [];
    return readdirSync(path).flatMap((entry) => /^([\w-]+)\.js$/.exec(entry)?.slice(1) ?? []);
  });
}

function findBench(bench: string): string | null {
  const paths = PACKAGES.map((folder) => join(workTree, folder, 'dist', 'bench', `${bench}.js`));
  return paths.find((path) => existsSync(path)) ?? null;
}

function print({ name: bench, machine, results }: BenchReport): void {
  process.stdout.write(`${bench} on ${machine}\n`);
  for (const { measure, value, unit, limit, ratio, target, holds } of results) {
    const figures = `${String(value)} ${unit}, limit ${String(limit)}, ratio ${String(ratio)}`;
    process.stdout.write(`${holds ? 'ok   ' : 'SHORT'} ${measure}: ${figures} (${target})\n`);
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
