import test, { type ExecutionContext } from 'ava';
import { createLogger } from '@karat/infra/logger';
import { generateModel, writeBinaryStl } from '@karat/infra/models';
import { createMeshAnalyser, type MeshAnalyser } from '../../src/pricing/mesh-analyser.ts';
import { analyseFile } from '../../src/pricing/mesh/analyse-file.ts';
import { DEATHS } from '../support/dying-worker.ts';
import { boxTriangles } from '../support/meshes.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

function newAnalyser(t: ExecutionContext): MeshAnalyser {
  const analyser = createMeshAnalyser({ logger, threads: 2 });
  t.teardown(analyser.close);
  return analyser;
}

test('a thread measures what the same code measures without one', async (t) => {
  const { analyse } = newAnalyser(t);
  const models = Array.from({ length: 8 }, (_, n) => generateModel(n).stl);
  const expected = await Promise.all(models.map((stl) => analyseFile(stl)));
  t.deepEqual(await Promise.all(models.map((stl) => analyse(Buffer.from(stl)))), expected);
});

test('a file that is no mesh is refused by a thread like any other', async (t) => {
  const { analyse } = newAnalyser(t);
  t.like(await analyse(Buffer.from('no mesh')), { ok: false, refusal: { code: 'not-a-mesh' } });
});

const deaths = [
  ['loops without an end', DEATHS.spins, 'timeout', 'within 5000 ms'],
  ['ends its thread', DEATHS.exits, 'internal', 'exit'],
  ['fails in the middle', DEATHS.throws, 'internal', 'allocation failed'],
  ['fills the heap', DEATHS.fillsHeap, 'internal', 'memory'],
  ['fills the memory outside the heap', DEATHS.fillsMemory, 'internal', 'within 256 MB'],
] as const;

for (const [title, death, code, detail] of deaths) {
  test.serial(
    `a model that ${title} is told as a failure to be tried again, and the next is analysed`,
    async (t) => {
      const analyser = createMeshAnalyser({
        logger,
        worker: new URL('../support/dying-worker.js', import.meta.url).href,
        timeoutMs: death === DEATHS.spins ? 5_000 : 60_000,
        maxMemoryMb: 256,
        maxHeapMb: 32,
      });
      t.teardown(analyser.close);
      const dying = analyser.analyse(Buffer.of(death));
      const waiting = analyser.analyse(Buffer.of(42));
      const error = await t.throwsAsync(dying, { code });
      t.true(error.message.includes(detail), error.message);
      t.like(error, { retryable: true });
      t.like(await waiting, { ok: false, refusal: { detail: '42' } });
    },
  );
}

test.serial('a model that kills its thread takes no other analysis with it', async (t) => {
  const analyser = createMeshAnalyser({
    logger,
    worker: new URL('../support/dying-worker.js', import.meta.url).href,
    threads: 2,
    timeoutMs: 10_000,
  });
  t.teardown(analyser.close);
  const spinning = t.throwsAsync(analyser.analyse(Buffer.of(DEATHS.spins)), { code: 'timeout' });
  for (let n = 0; n < 5; n++) {
    await t.throwsAsync(analyser.analyse(Buffer.of(DEATHS.exits)), { code: 'internal' });
    t.like(await analyser.analyse(Buffer.of(7)), { refusal: { detail: '7' } });
  }
  await spinning;
});

test.serial('a preview is handed over from the thread', async (t) => {
  const { analyse } = newAnalyser(t);
  const outcome = await analyse(generateModel(0).stl, { preview: true, thickness: false });
  const { previewGlb, minWallMm } = outcome.ok ? outcome.value : t.fail();
  t.is(Buffer.from(previewGlb ?? []).toString('latin1', 0, 4), 'glTF');
  t.is(minWallMm, null);
});

test.serial('bodies that overlap are united in a thread', async (t) => {
  const { analyse } = newAnalyser(t);
  const boxes = [...boxTriangles([10, 10, 10]), ...boxTriangles([10, 10, 10], [5, 1, 2])];
  const outcome = await analyse(writeBinaryStl('boxes', boxes));
  t.true(outcome.ok && Math.abs(outcome.value.solidVolumeMm3 - 1640) < 1e-6);
});
