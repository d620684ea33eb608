import type { Damage, NamedDamage } from './damage.ts';
import type { RecordedLog } from './recorded-log.ts';

/** The newest state of some order with events, changed. */
function changedState(
  change: (state: RecordedLog['states'][number]) => RecordedLog['states'][number] | null,
): Damage {
  return (log, pick) => {
    const newest = new Map(log.states.map((state) => [state.key, state]));
    const orders = [...newest.values()].filter(
      ({ state }) => state.type === 'OrderSnapshot' && state.value.state !== null,
    );
    const state = orders[pick % Math.max(orders.length, 1)];
    if (state === undefined) return null;
    const changed = change(state);
    const others = log.states.filter(({ key }) => key !== state.key);
    return { ...log, states: changed === null ? others : [...others, changed] };
  };
}

function changedPosition(
  change: (
    log: RecordedLog,
    position: RecordedLog['states'][number],
  ) => readonly RecordedLog['states'][number][],
): Damage {
  return (log) => {
    const position = log.states.findLast(({ key }) => key === 'position');
    if (position === undefined) return null;
    const others = log.states.filter(({ key }) => key !== 'position');
    return { ...log, states: [...others, ...change(log, position)] };
  };
}

/** Damages of states and of the position of the writer. */
export const STATE_DAMAGES: readonly NamedDamage[] = [
  ['a state that is missing', 'state-missing', changedState(() => null)],
  [
    'a state that is stale',
    'state-behind',
    changedState(({ state, ...rest }) =>
      state.type === 'OrderSnapshot'
        ? { ...rest, state: { ...state, value: { ...state.value, state: null } } }
        : null,
    ),
  ],
  [
    'a state that is ahead of the events',
    'state-ahead',
    changedState(({ state, ...rest }) => {
      if (state.type !== 'OrderSnapshot' || state.value.state === null) return null;
      const value = { ...state.value, state: { ...state.value.state, version: 99 } };
      return { ...rest, state: { ...state, value } };
    }),
  ],
  [
    'a state of another log',
    'incarnation-mismatch',
    changedState(({ state, ...rest }) =>
      state.type === 'OrderSnapshot'
        ? { ...rest, state: { ...state, value: { ...state.value, incarnation: 'another' } } }
        : null,
    ),
  ],
  ['a position that is missing', 'position-missing', changedPosition(() => [])],
  [
    'a position behind the last receipt',
    'position-behind',
    changedPosition((log, position) => {
      const commandOffset = (log.receipts.at(-1)?.commandOffset ?? 0) - 1;
      if (position.state.type !== 'WriterPosition') return [];
      const value = { ...position.state.value, commandOffset };
      return [{ ...position, state: { ...position.state, value } }];
    }),
  ],
  [
    'a position ahead of the commands',
    'position-ahead',
    changedPosition((log, position) => {
      if (position.state.type !== 'WriterPosition') return [];
      const value = { ...position.state.value, commandOffset: log.commands.length };
      return [{ ...position, state: { ...position.state, value } }];
    }),
  ],
];
