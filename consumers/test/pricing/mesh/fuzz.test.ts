import test from 'ava';
import { readModel } from '../../../src/pricing/mesh/read-model.ts';
import { corpusModels } from '../../support/corpus-models.ts';
import { fuzzModels } from '../../support/fuzz.ts';
import { fuzzSeeds } from '../../support/fuzz-seeds.ts';

test('models changed at random are refused or have finite figures', (t) => {
  t.timeout(120_000);
  const { runs, refused, failures } = fuzzModels({
    seeds: fuzzSeeds(),
    seed: 20_240_229,
    goesOn: (run) => run < 6_000,
  });
  t.deepEqual(
    failures.map(({ run, origin, problem }) => ({ run, origin, problem })),
    [],
  );
  // Were all of them refused, nothing behind the first check would have been tried.
  t.true(refused > runs / 10 && refused < runs * 0.95, `${refused} of ${runs} refused`);
});

test('fuzzing begins with models that can be read', (t) => {
  for (const [name, file] of Object.entries(corpusModels())) {
    t.true(readModel(file, { unit: null }).ok, name);
  }
  t.true(fuzzSeeds().length >= Object.keys(corpusModels()).length);
});

test('the same number gives the same files', (t) => {
  const run = () =>
    fuzzModels({ seeds: fuzzSeeds(), seed: 7, goesOn: (runs) => runs < 200 }).refused;
  t.is(run(), run());
});
