import { eventually } from '@karat/infra/testing';
import test, { type ExecutionContext } from 'ava';
import { startDispatcher, type DispatcherOptions } from '../../src/webhooks/dispatcher.ts';
import type { LeasedTurn } from '../../src/webhooks/turn.ts';

interface Bench {
  /** Ids of what waits, by endpoint. */
  readonly queues: Map<string, string[]>;
  readonly done: string[];
  readonly troubles: unknown[];
  underWay: number;
  most: number;
}

function benchOf(queues: Readonly<Record<string, number>>): Bench {
  const entries = Object.entries(queues).map(([endpointId, count]): [string, string[]] => [
    endpointId,
    Array.from({ length: count }, (_, index) => `${endpointId}${String(index)}`),
  ]);
  return { queues: new Map(entries), done: [], troubles: [], underWay: 0, most: 0 };
}

function dispatch(t: ExecutionContext, bench: Bench, options: Partial<DispatcherOptions> = {}) {
  const dispatcher = startDispatcher({
    dueEndpoints: () =>
      Promise.resolve([...bench.queues].filter(([, queue]) => queue.length > 0).map(([id]) => id)),
    lease: (endpointId) => {
      const _id = bench.queues.get(endpointId)?.shift();
      // The dispatcher looks at nothing but whether there is something.
      return Promise.resolve(_id === undefined ? null : ({ _id } as LeasedTurn));
    },
    work: async ({ _id }) => {
      bench.underWay += 1;
      bench.most = Math.max(bench.most, bench.underWay);
      await new Promise(setImmediate);
      bench.underWay -= 1;
      bench.done.push(_id);
    },
    onTrouble: (error) => {
      if (error !== null) bench.troubles.push(error);
    },
    pollMs: 5,
    ...options,
  });
  t.teardown(() => dispatcher.close(0));
  return dispatcher;
}

test('all that is due is delivered once, within the bounds', async (t) => {
  const bench = benchOf({ a: 100, b: 100 });
  dispatch(t, bench, { maxInFlight: 8, maxPerEndpoint: 6 });
  await eventually(() => bench.done.length === 200);
  t.is(new Set(bench.done).size, 200);
  t.true(bench.most <= 8);
});

test('an endpoint that never answers does not hold up the others', async (t) => {
  const bench = benchOf({ dead: 100, well: 50 });
  const work = (held: LeasedTurn): Promise<void> => {
    if (held._id.startsWith('dead')) return new Promise(() => undefined);
    bench.done.push(held._id);
    return Promise.resolve();
  };
  dispatch(t, bench, { work, maxPerEndpoint: 4, maxInFlight: 5 });
  await eventually(() => bench.done.length === 50);
  t.is(bench.queues.get('dead')?.length, 96);
});

test('with more endpoints than lanes, endpoints take turns', async (t) => {
  const bench = benchOf({ a: 50, b: 50, c: 50 });
  dispatch(t, bench, { maxInFlight: 1 });
  await eventually(() => bench.done.length === 150);
  const firstHalf = new Set(bench.done.slice(0, 75).map((id) => id.slice(0, 1)));
  t.is(firstHalf.size, 3);
});

test('what fails is told and looked for again', async (t) => {
  const bench = benchOf({ a: 3 });
  let failures = 0;
  const dueEndpoints = (): Promise<string[]> => {
    failures += 1;
    return failures < 3 ? Promise.reject(new Error('store away')) : Promise.resolve(['a']);
  };
  dispatch(t, bench, { dueEndpoints });
  await eventually(() => bench.done.length === 3);
  t.is(bench.troubles.length, 2);
});

test('closing waits for what is under way and takes nothing more', async (t) => {
  const bench = benchOf({ a: 1_000 });
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = 0;
  const work = async ({ _id }: LeasedTurn): Promise<void> => {
    begun += 1;
    await released;
    bench.done.push(_id);
  };
  const dispatcher = dispatch(t, bench, { work, maxPerEndpoint: 4 });
  await eventually(() => begun === 4);
  const closing = dispatcher.close(5_000);
  release();
  await closing;
  t.is(bench.done.length, 4);
  t.is(begun, 4);
});
