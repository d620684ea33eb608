import test, { type ExecutionContext } from 'ava';
import { createLogger } from '@karat/infra/logger';
import { generateModel } from '@karat/infra/models';
import { eventually } from '@karat/infra/testing';
import { createMeshAnalyser, type MeshAnalyser } from '../../src/pricing/mesh-analyser.ts';
import { analyseModel } from '../../src/pricing/mesh/analyse-mesh.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

function newAnalyser(t: ExecutionContext, timeoutMs?: number): MeshAnalyser {
  const analyser = createMeshAnalyser({
    logger,
    threads: 2,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  t.teardown(analyser.close);
  return analyser;
}

test('a thread measures what the same code measures without one', async (t) => {
  const { analyse } = newAnalyser(t);
  const models = Array.from({ length: 8 }, (_, n) => generateModel(n).stl);
  const expected = models.map((stl) => analyseModel(stl));
  t.deepEqual(await Promise.all(models.map((stl) => analyse(Buffer.from(stl)))), expected);
});

test('a file that is no mesh is refused by a thread like any other', async (t) => {
  const { analyse } = newAnalyser(t);
  t.like(await analyse(Buffer.from('no mesh')), { ok: false, refusal: { code: 'not-a-mesh' } });
});

test('an analysis that takes too long is ended and the next one works', async (t) => {
  const { analyse } = newAnalyser(t, 200);
  const huge = Buffer.alloc(84 + 50 * 2_000_000, 0x3f);
  huge.writeUInt32LE(2_000_000, 80);
  await t.throwsAsync(analyse(huge), { code: 'timeout' });
  const { stl } = generateModel(3);
  const expected = analyseModel(stl);
  // The next thread may need longer than that to come up: then that analysis is ended too.
  t.deepEqual(await eventually(() => analyse(Buffer.from(stl))), expected);
});
