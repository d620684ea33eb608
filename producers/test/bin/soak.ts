import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `Breaks a writer, Kafka, Redis and the registry at random and proves after each round that the log is whole.

Usage: npm run soak -- [--minutes <n>] [--seed <n>] [--help]

  --minutes <n>  how long; default 10
  --seed <n>     the faults of an earlier run again; every run prints its own
`;

const WORK_TREE = fileURLToPath(new URL('../../../..', import.meta.url));

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else {
  const { minutes, seed } = values;
  const test = 'producers/dist/test/live/faults/soak.test.js';
  const env = {
    ...process.env,
    SOAK_MINUTES: minutes,
    ...(seed === undefined ? {} : { SOAK_SEED: seed }),
  };
  const args = ['ava', `--timeout=${String(Number(minutes) + 6)}m`, test];
  const child = spawn('npx', args, { cwd: WORK_TREE, env, stdio: 'inherit' });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
