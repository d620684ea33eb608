import type { OrderEvent } from '@karat/schemas';
import type { ExecutionContext } from 'ava';
import { fold, type Projection, type Versioned } from '../../src/index.ts';
import { historyOf, ORDER_ID } from './life.ts';

/** Folds the events of an order into a view, to be compared as a whole or in part. */
export function givenEvents(...events: readonly OrderEvent[]) {
  const viewOf = <View extends Versioned>(projection: Projection<View>): View =>
    fold(projection, projection.initial(ORDER_ID), historyOf(events)).view;
  return {
    thenDocument: <View extends Versioned>(
      t: ExecutionContext,
      projection: Projection<View>,
      expected: View,
    ): void => {
      t.deepEqual(viewOf(projection), expected);
    },
    thenDocumentLike: <View extends Versioned>(
      t: ExecutionContext,
      projection: Projection<View>,
      expected: Partial<View>,
    ): void => {
      const view = new Map<string, unknown>(Object.entries(viewOf(projection)));
      const named = Object.keys(expected).map((field) => [field, view.get(field)]);
      t.deepEqual(Object.fromEntries(named), { ...expected });
    },
    /** What a store keeps of the view. */
    thenKept: <View extends Versioned>(
      t: ExecutionContext,
      projection: Projection<View>,
      expected: View,
    ): void => {
      const view = viewOf(projection);
      t.deepEqual(projection.keptOf?.(view) ?? view, expected);
    },
    /** That a text stands somewhere in the view, so that its absence elsewhere means something. */
    thenSomewhere: <View extends Versioned>(
      t: ExecutionContext,
      projection: Projection<View>,
      text: string,
    ): void => {
      t.true(JSON.stringify(viewOf(projection)).includes(text));
    },
    /** That a text stands nowhere in the view. */
    thenNowhere: <View extends Versioned>(
      t: ExecutionContext,
      projection: Projection<View>,
      text: string,
    ): void => {
      t.false(JSON.stringify(viewOf(projection)).includes(text));
    },
  };
}
