import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import type { MeshRefusal } from '../../../src/pricing/mesh/mesh-analysis.ts';

/** Half of what `createMeshAnalyser` gives an analysis, in time; of processor, for machines are busy. */
const MAX_CPU_MS = 20_000;
/** Beside the file itself; what `MESH_LIMITS` says that an analysis takes at the most. */
const MAX_PEAK_MB = 350;
/** With the makers of the files, which keep nothing. */
const MAX_HEAP_MB = 512;

interface Outcome {
  readonly name: string;
  readonly isHarmless: boolean;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly isFinite?: boolean;
  readonly refusal?: MeshRefusal;
}

const reader = fileURLToPath(new URL('../../bin/read-hostile-models.js', import.meta.url));
const canMeasure = existsSync('/proc/self/clear_refs');

(canMeasure ? test : test.skip)(
  'hostile files are refused clearly, soon and in little memory',
  async (t) => {
    t.timeout(600_000);
    const args = ['--expose-gc', `--max-old-space-size=${MAX_HEAP_MB}`, reader];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 });
    // What our own program wrote a moment ago.
    const outcomes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Outcome);
    t.true(new Set(outcomes.map(({ name }) => name)).size >= 400);
    for (const { name, isHarmless, cpuMs, peakMb, isFinite, refusal } of outcomes) {
      if (refusal === undefined) t.true(isHarmless && isFinite, `${name}: read`);
      else t.regex(refusal.detail, /^Expected .{4,180}, got /s, name);
      t.true(cpuMs < MAX_CPU_MS, `${name}: ${cpuMs} ms`);
      t.true(peakMb < MAX_PEAK_MB, `${name}: ${peakMb} MB`);
    }
  },
);
