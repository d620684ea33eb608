import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toPlatformError } from '../../src/errors.ts';
import { isWhole, type DemoReport } from '../demo/demo-report.ts';
import { runDemo } from '../demo/run-demo.ts';
import { findPlatform } from '../platform/running-platform.ts';
import { platformFile, startPlatform } from '../platform/start-platform.ts';
import { showProgress } from '../servers/progress.ts';

const HELP = `Pushes orders through their whole life as fast as they go, verifies every webhook, and compares every view
with the log. Uses the platform that runs in the folder, or starts one and stops it again.

Usage: npm run demo -- [--orders <n>] [--concurrency <n>] [--root <folder>] [--json] [--help]

  --orders <n>       orders to push through, 1 to 100000; default 50
  --concurrency <n>  orders on their way at the same time; default 10
  --root <folder>    folder of the platform's data; default .karat
  --json             print nothing but one JSON object

Exit code: 0 when nothing is lost, doubled or different, else 1.
`;

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '50' },
    concurrency: { type: 'string', default: '10' },
    root: { type: 'string', default: '.karat' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else process.exitCode = await run();

async function run(): Promise<number> {
  const orders = countOf('--orders', values.orders);
  const concurrency = countOf('--concurrency', values.concurrency);
  if (orders === null || concurrency === null) return 2;
  try {
    const report = await runOnPlatform(orders, concurrency);
    process.stdout.write(`${JSON.stringify(report, null, values.json ? 0 : 2)}\n`);
    return isWhole(report) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${toPlatformError(error).message}\n`);
    return 1;
  }
}

async function runOnPlatform(orders: number, concurrency: number): Promise<DemoReport> {
  const workTree = fileURLToPath(new URL('../../../..', import.meta.url));
  const found = await findPlatform(platformFile(values.root));
  if (found !== null) {
    say('using the platform that runs');
    return runDemo({ platform: found, workTree, orders, concurrency, say });
  }
  const display = showProgress(process.stderr);
  const platform = await startPlatform({
    workTree,
    root: values.root,
    karatEnv: process.env['KARAT_ENV'] ?? 'dev',
    env: process.env,
    onProgress: display.onProgress,
    say,
  }).finally(() => {
    display.close();
  });
  try {
    return await runDemo({ platform: platform.record, workTree, orders, concurrency, say });
  } finally {
    await platform.stop();
  }
}

function countOf(option: string, text: string): number | null {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 100_000) return count;
  say(`Expected ${option} from 1 to 100000, got ${text}`);
  return null;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
