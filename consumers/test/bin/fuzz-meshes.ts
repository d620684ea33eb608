import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CORPUS, fuzzSeeds } from '../support/fuzz-seeds.ts';
import { fuzzModels } from '../support/fuzz.ts';

const HELP = `Changes models at random and reads them, until one breaks a reader or the time is over.

Usage: npm run fuzz -- [--minutes <n>] [--seed <n>] [--help]

  --minutes <n>  how long; default 1
  --seed <n>     the files of an earlier run again; every run prints its own

A file that breaks a reader is kept in ${CORPUS}, where every later run begins with it.
`;

const ROUND = 2_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else fuzz(Number(values.minutes) * 60_000, Number(values.seed ?? Date.now() % 1e9));

function fuzz(forMs: number, firstSeed: number): void {
  const endsMs = performance.now() + forMs;
  const seeds = fuzzSeeds();
  let runs = 0;
  let refused = 0;
  let slowestCpuMs = 0;
  for (let seed = firstSeed; performance.now() < endsMs; seed++) {
    const goesOn = (run: number): boolean => run < ROUND && performance.now() < endsMs;
    const report = fuzzModels({ seeds, seed, goesOn });
    runs += report.runs;
    refused += report.refused;
    slowestCpuMs = Math.max(slowestCpuMs, report.slowestCpuMs);
    for (const { run, origin, problem, file } of report.failures) {
      const extension = /\.\w+/.exec(origin)?.[0] ?? '';
      const kept = `${CORPUS}found-${seed}-${run}${extension}`;
      writeFileSync(kept, file);
      process.stdout.write(
        `seed ${seed} run ${run} from ${origin}: ${problem}\n  kept as ${kept}\n`,
      );
      process.exitCode = 1;
    }
  }
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(
    `seed ${firstSeed}: ${runs} files, ${refused} refused, slowest ${slowestCpuMs} ms, peak ${peakMb} MB\n`,
  );
}
