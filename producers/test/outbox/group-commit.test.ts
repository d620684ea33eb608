import { PlatformError } from '@karat/infra/errors';
import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { createGroupCommit } from '../../src/outbox/group-commit.ts';

/** Groups as they are committed; each waits until the test lets it go. */
function createRig(maxItems: number) {
  const groups: (readonly string[])[] = [];
  const gates: { open: () => void; break: (error: Error) => void }[] = [];
  const add = createGroupCommit<string>({
    maxItems,
    commit: (items) => {
      groups.push(items);
      return new Promise((resolve, reject) => gates.push({ open: resolve, break: reject }));
    },
  });
  /** Waits for a group, which begins a moment after its predecessor's callers were told. */
  const group = (index: number) => eventually(() => groups[index] && gates[index]);
  return { add, groups, group };
}

test('what comes during a commit is committed together, in the order in which it came', async (t) => {
  const { add, groups, group } = createRig(10);
  const adding = ['a', 'b', 'c'].map((item) => add(item));
  t.deepEqual(groups, [['a']]);
  (await group(0)).open();
  (await group(1)).open();
  await Promise.all(adding);
  const late = add('d');
  (await group(2)).open();
  await late;
  t.deepEqual(groups, [['a'], ['b', 'c'], ['d']]);
});

test('a group is no larger than it may be', async (t) => {
  const { add, groups, group } = createRig(2);
  const adding = ['a', 'b', 'c', 'd'].map((item) => add(item));
  for (const index of [0, 1, 2]) (await group(index)).open();
  await Promise.all(adding);
  t.deepEqual(groups, [['a'], ['b', 'c'], ['d']]);
});

test('a group that fails fails for its callers alone', async (t) => {
  const { add, group } = createRig(10);
  const [first, second] = [add('a'), add('b')];
  (await group(0)).break(new PlatformError('mongo-unavailable', 'Expected a primary'));
  await t.throwsAsync(first, { message: 'Expected a primary' });
  (await group(1)).open();
  await t.notThrowsAsync(second);
});
