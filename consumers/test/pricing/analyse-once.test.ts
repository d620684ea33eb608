import { PlatformError } from '@karat/infra/errors';
import test from 'ava';
import { analyseOnce } from '../../src/pricing/analyse-once.ts';
import type { AnalysedModel, AnalysisStore } from '../../src/pricing/analysis-store.ts';
import type { FileAnalysis } from '../../src/pricing/mesh/analyse-file.ts';
import type { MeshOutcome } from '../../src/pricing/mesh/mesh-analysis.ts';
import type { ModelUnit } from '../../src/pricing/mesh/model-unit.ts';

const { signal } = new AbortController();
const OUTCOME = { ok: false, refusal: { code: 'empty-mesh', detail: 'none' } } as const;
const modelOf = (digit: string, unit: ModelUnit | null = null): AnalysedModel => {
  return { owner: null, sha256: digit.repeat(64), unit };
};

function memory(): Pick<AnalysisStore, 'find' | 'keep' | 'claim'> {
  const kept = new Map<string, MeshOutcome<FileAnalysis>>();
  const keyOf = ({ sha256, unit }: AnalysedModel) => `${sha256}/${String(unit)}`;
  return {
    find: (model) => Promise.resolve(kept.get(keyOf(model)) ?? null),
    keep: (model, outcome) => {
      kept.set(keyOf(model), outcome);
      return Promise.resolve();
    },
    // One process, which shares what is under way before it claims.
    claim: () => Promise.resolve({ release: () => Promise.resolve() }),
  };
}

test('a model that fifty orders have is analysed once, at once or later', async (t) => {
  const analysed: AnalysedModel[] = [];
  const analyse = analyseOnce({
    ...{ store: memory(), signal },
    analyse: (model) => {
      analysed.push(model);
      return Promise.resolve(OUTCOME);
    },
  });
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => analyse(modelOf('a'))));
  t.deepEqual(new Set(outcomes), new Set([OUTCOME]));
  await analyse({ ...modelOf('a'), owner: 'another' });
  t.is(analysed.length, 1);
  await analyse(modelOf('a', 'cm'));
  await analyse(modelOf('b'));
  t.is(analysed.length, 3);
});

test('a failure of ours is told to all who wait, and not remembered', async (t) => {
  let calls = 0;
  const analyse = analyseOnce({
    ...{ store: memory(), signal },
    analyse: () => {
      calls += 1;
      if (calls === 1) return Promise.reject(new PlatformError('timeout', 'too slow'));
      return Promise.resolve(OUTCOME);
    },
  });
  const first = await Promise.allSettled([analyse(modelOf('a')), analyse(modelOf('a'))]);
  t.deepEqual(
    first.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  t.deepEqual(await analyse(modelOf('a')), OUTCOME);
  t.is(calls, 2);
});
