import test from 'ava';
import { newClusterId } from '../../local/servers/cluster-id.ts';

test('ids of clusters are never taken for options', (t) => {
  const ids = Array.from({ length: 2_000 }, newClusterId);
  t.deepEqual(
    ids.filter((id) => !/^\w[\w-]{21}$/.test(id)),
    [],
  );
  t.is(new Set(ids).size, ids.length);
});
