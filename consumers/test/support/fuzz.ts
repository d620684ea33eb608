import { analyseMesh } from '../../src/pricing/mesh/analyse-mesh.ts';
import { readModel } from '../../src/pricing/mesh/read-model.ts';
import type { FuzzSeed } from './fuzz-seeds.ts';
import { mutate } from './mutate.ts';
import { randomNumbers } from './random-numbers.ts';

/** A file that broke the property. */
export interface FuzzFailure {
  /** The number of the run: with the same seed it comes again. */
  readonly run: number;
  readonly origin: string;
  readonly problem: string;
  readonly file: Buffer;
}

/** What a round of fuzzing found. */
export interface FuzzReport {
  readonly runs: number;
  readonly refused: number;
  readonly slowestCpuMs: number;
  readonly failures: readonly FuzzFailure[];
}

/** Settings of {@link fuzzModels}. */
export interface FuzzOptions {
  readonly seeds: readonly FuzzSeed[];
  /** The same number gives the same files. */
  readonly seed: number;
  /** Whether to go on after so many runs. */
  readonly goesOn: (runs: number) => boolean;
}

/** Most of the processor that one small file may take. */
const MAX_CPU_MS = 2_000;

/**
 * Changes models at random and reads them: never a throw, never long, and either a refusal or
 * figures that are finite.
 */
export function fuzzModels({ seeds, seed, goesOn }: FuzzOptions): FuzzReport {
  const random = randomNumbers(seed);
  const failures: FuzzFailure[] = [];
  let refused = 0;
  let slowestCpuMs = 0;
  let run = 0;
  for (; goesOn(run); run++) {
    const origin = seeds[random(seeds.length)];
    if (origin === undefined) break;
    const file = origin.join(mutate(origin.parts, random));
    const started = process.cpuUsage();
    const problem = problemOf(file);
    const { user, system } = process.cpuUsage(started);
    const cpuMs = (user + system) / 1000;
    slowestCpuMs = Math.max(slowestCpuMs, cpuMs);
    if (problem === REFUSED) refused += 1;
    else if (problem !== null) failures.push({ run, origin: origin.name, problem, file });
    if (cpuMs > MAX_CPU_MS)
      failures.push({ run, origin: origin.name, problem: `${cpuMs} ms`, file });
  }
  return { runs: run, refused, slowestCpuMs: Math.round(slowestCpuMs), failures };
}

const REFUSED = 'refused';

function problemOf(file: Buffer): string | null {
  try {
    const model = readModel(file, { unit: null });
    if (!model.ok)
      return model.refusal.detail.length > 400 ? 'a refusal that is too long' : REFUSED;
    const { volumeMm3, areaMm2, boundingBoxMm } = analyseMesh(model.value.soup);
    const figures = [volumeMm3, areaMm2, boundingBoxMm.x, boundingBoxMm.y, boundingBoxMm.z];
    return figures.every((value) => Number.isFinite(value)) ? null : `figures of ${figures.join()}`;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
