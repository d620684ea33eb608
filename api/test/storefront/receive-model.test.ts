import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateModel } from '@karat/infra/models';
import { openObjectStore } from '@karat/infra/object-store';
import test, { type ExecutionContext } from 'ava';
import { ProblemError } from '../../src/http/problem-error.ts';
import { receiveModel } from '../../src/storefront/receive-model.ts';

const OWNER = 'seller-1';
const RING = generateModel(0).stl;

async function newStore(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'karat-models-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const files = async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).length;
  };
  return { store: await openObjectStore(`file://${folder}`), files };
}

async function* inChunks(file: Uint8Array, failAt = Infinity): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < file.length; from += 1_000) {
    await Promise.resolve();
    if (from >= failAt) throw new TypeError('aborted');
    yield file.subarray(from, from + 1_000);
  }
}

test('a model is stored as it came', async (t) => {
  const { store, files } = await newStore(t);
  const { sha256, bytes, format } = await receiveModel(store, {
    owner: OWNER,
    source: inChunks(RING),
  });
  t.deepEqual([bytes, format], [RING.length, 'STL']);
  t.deepEqual(await store.get({ owner: OWNER, sha256 }), RING);
  t.is(await files(), 1);
});

test('what is no model, or did not arrive whole, leaves nothing behind', async (t) => {
  const { store, files } = await newStore(t);
  const letter = Buffer.from('Dear aunt, '.repeat(1_000));
  const noModel = await t.throwsAsync(
    receiveModel(store, { owner: OWNER, source: inChunks(letter) }),
    {
      instanceOf: ProblemError,
    },
  );
  t.like(noModel.problem, { slug: 'model-not-printable', errors: [{ code: 'not-a-mesh' }] });
  const cut = await t.throwsAsync(
    receiveModel(store, { owner: OWNER, source: inChunks(RING.subarray(0, -1)) }),
    {
      instanceOf: ProblemError,
    },
  );
  t.like(cut.problem, { slug: 'model-not-printable', errors: [{ code: 'truncated' }] });
  const broken = await t.throwsAsync(
    receiveModel(store, { owner: OWNER, source: inChunks(RING, 2_000) }),
    {
      instanceOf: ProblemError,
    },
  );
  t.is(broken.problem.slug, 'bad-request');
  t.is(await files(), 0);
});
