import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resultOf, type BenchOptions, type BenchResult } from '@karat/infra/bench-report';
import { inRounds } from '@karat/infra/bench-servers';
import { PlatformError } from '@karat/infra/errors';
import { generateRing } from '@karat/infra/models';
import { medianOf } from '@karat/infra/quantiles';
import type { Job, JobFigures } from './pricing/measured-job.ts';
import { runJob } from './pricing/run-job.ts';

/** A ring of a million faces, the most that a large marketplace takes. */
const FULL = { columns: 1_000, rows: 500 };
const SMALL = { columns: 100, rows: 50 };
const RING = { innerDiameterMm: 18, widthMm: 3, thicknessMm: 2 };

const LIMIT_MS = { without: 1_000, with: 2_000 };
/** Memory of the process with one thread, mebibytes. */
const RSS_ANON_MEBIBYTES = 400;
/** Share by which a volume may differ from that of the formula: the file has single precision. */
const EXACT = 1e-6;

type Times = Readonly<Record<Job['kind'], JobFigures>>;

/** The analysis of one large model in one thread, its memory, and its size beside that by node-stl. */
export async function run(options: BenchOptions): Promise<readonly BenchResult[]> {
  const { root, small, say } = options;
  const model = generateRing({ ...RING, grid: small ? SMALL : FULL });
  await mkdir(root, { recursive: true });
  const path = join(root, `${model.name}-${model.triangles}.stl`);
  await writeFile(path, model.stl);
  try {
    const rounds = await inRounds(options, async () => {
      const times = await measureOnce(path);
      for (const [kind, { volumeMm3 }] of Object.entries(times)) {
        checkVolume(kind, volumeMm3, model.volumeMm3 ?? NaN);
      }
      say(JSON.stringify(times));
      return times;
    });
    return results(model.triangles, rounds, say);
  } finally {
    await rm(path, { force: true });
  }
}

async function measureOnce(path: string): Promise<Times> {
  return {
    analysis: await runJob({ kind: 'analysis', path }),
    'analysis with walls': await runJob({ kind: 'analysis with walls', path }),
    size: await runJob({ kind: 'size', path }),
    'size by node-stl': await runJob({ kind: 'size by node-stl', path }),
  };
}

function checkVolume(kind: string, actualMm3: number, expectedMm3: number): void {
  if (Math.abs(actualMm3 / expectedMm3 - 1) <= EXACT) return;
  const message = `Expected ${expectedMm3} mm³ of the ${kind}, got ${actualMm3} mm³`;
  throw new PlatformError('invariant-violated', message);
}

function results(
  triangles: number,
  rounds: readonly Times[],
  say: BenchOptions['say'],
): readonly BenchResult[] {
  const median = (kind: Job['kind'], figure: 'elapsedMs' | 'rssAnonMebibytes'): number =>
    Math.round(medianOf(rounds.map((round) => round[kind][figure])) * 10) / 10;
  const perSecond = (kind: Job['kind']): number =>
    Math.round(triangles / (median(kind, 'elapsedMs') / 1_000));
  const whole = perSecond('analysis') / perSecond('size by node-stl');
  say(`the whole analysis without walls beside node-stl: ${whole.toFixed(1)} times as fast`);
  const of = `of a model of ${triangles} triangles`;
  const target = { atMost: 1 };
  return [
    resultOf(`analysis ${of} without the thickness of walls`, 'ms', {
      value: median('analysis', 'elapsedMs'),
      limit: LIMIT_MS.without,
      target,
    }),
    resultOf(`analysis ${of} with the thickness of walls`, 'ms', {
      value: median('analysis with walls', 'elapsedMs'),
      limit: LIMIT_MS.with,
      target,
    }),
    resultOf(`anonymous memory of a process during the analysis ${of}`, 'MiB', {
      value: median('analysis with walls', 'rssAnonMebibytes'),
      limit: RSS_ANON_MEBIBYTES,
      target,
    }),
    resultOf(`volume, surface and extent ${of}, beside node-stl`, 'triangles/s', {
      value: perSecond('size'),
      limit: perSecond('size by node-stl'),
      target: { atLeast: 10 },
    }),
  ];
}
