import { readFileSync, writeFileSync } from 'node:fs';
import { analyseMesh } from '../../src/pricing/mesh/analyse-mesh.ts';
import { readModel } from '../../src/pricing/mesh/read-model.ts';
import { hostileModels } from '../support/hostile-models.ts';

const COLLECTED_BYTES = 2 ** 20;

/** Reads each hostile file in turn and prints a line of JSON of how it went and what memory it took. */
for (const { name, isHarmless = false, make } of hostileModels()) {
  const file = make();
  forgetPeak(file.length);
  const beforeKb = statusKb('RssAnon');
  const started = process.cpuUsage();
  const model = readModel(file, { unit: null });
  const analysis = model.ok ? analyseMesh(model.value.soup) : null;
  const { user, system } = process.cpuUsage(started);
  const cpuMs = Math.round((user + system) / 1000);
  const peakMb = Math.round((statusKb('VmHWM') - statusKb('RssFile') - beforeKb) / 1024);
  const figures = analysis && [
    analysis.volumeMm3,
    analysis.areaMm2,
    ...Object.values(analysis.boundingBoxMm as unknown as Record<string, number>),
  ];
  const outcome = model.ok
    ? { isFinite: figures?.every((value) => Number.isFinite(value)) }
    : { refusal: model.refusal };
  print({ name, isHarmless, cpuMs, peakMb, bytes: file.length, ...outcome });
}

function forgetPeak(fileBytes: number): void {
  // What was left of making a large file is not the reader's.
  if (fileBytes > COLLECTED_BYTES) globalThis.gc?.();
  // "5" makes VmHWM begin anew: https://docs.kernel.org/filesystems/proc.html
  writeFileSync('/proc/self/clear_refs', '5');
}

function statusKb(field: string): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
