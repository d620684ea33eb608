import { placeOf, type AuditContext } from './audit-context.ts';
import type { CheckedState } from './checked-records.ts';

/** The audit of the writer's changelog. */
export interface StatesAudit {
  readonly state: (record: CheckedState) => void;
  /** Command offset up to which the states say that all is decided; -1 where they say nothing. */
  readonly decidedUpTo: () => number;
  /** Compares with what the turns have shown. */
  readonly finish: (seen: SeenTurns) => void;
}

/** What the turns of a partition have shown. */
export interface SeenTurns {
  /** Command offset of the last receipt that is judged; -1 when there is none. */
  readonly lastReceipt: number;
  /** Number of the last writer that wrote an event that is judged. */
  readonly writerEpoch: number;
}

interface KnownPosition {
  readonly commandOffset: number;
  readonly writerEpoch: number;
  readonly incarnation: string;
  readonly offset: number;
}

/** Checks the states of a partition; the states have to be fed before the first turn. */
export function createStatesAudit(context: AuditContext): StatesAudit {
  let newest: KnownPosition | null = null;
  let judged: KnownPosition | null = null;
  /** Orders whose newest state is of another log, with its offset. */
  const foreign = new Map<string, { readonly offset: number; readonly incarnation: string }>();
  return {
    state: (record) => {
      const { key, state, offset } = record;
      if (state.type === 'WriterPosition') {
        newest = { ...state.value, offset };
        if (offset < context.cut.statesBefore) judged = newest;
        return;
      }
      const { incarnation } = state.value;
      if (incarnation === context.incarnation) foreign.delete(key);
      else foreign.set(key, { offset, incarnation });
      noteState(context, record, state.value.state?.version ?? 0);
    },
    decidedUpTo: () => {
      return judged?.incarnation === context.incarnation ? judged.commandOffset : -1;
    },
    finish: (seen) => {
      checkPosition(context, { newest, judged }, seen);
      for (const [orderId, { offset, incarnation }] of foreign) {
        const message = `Expected a state of log ${context.incarnation}, got one of ${incarnation}`;
        context.report('incarnation-mismatch', placeOf('states', offset, orderId), message);
      }
      // Without a position of this log the writer folds all states anew when it starts.
      if (newest?.incarnation === context.incarnation) checkVersions(context);
    },
  };
}

function noteState(context: AuditContext, { key, offset }: CheckedState, version: number): void {
  const trace = context.traceOf(key, placeOf('states', offset, key));
  trace.stateVersion = version;
  if (offset < context.cut.statesBefore) trace.judgedStateVersion = version;
}

interface Positions {
  /** The newest that was read. */
  readonly newest: KnownPosition | null;
  /** The newest that the commands are held to. */
  readonly judged: KnownPosition | null;
}

function checkPosition(
  { report, incarnation, cut }: AuditContext,
  { newest, judged }: Positions,
  { lastReceipt, writerEpoch }: SeenTurns,
): void {
  const place = placeOf('states', newest?.offset ?? null);
  if (newest === null) {
    if (lastReceipt < 0) return;
    const message = `Expected the position of the writer, ${String(lastReceipt)}, got none`;
    report('position-missing', place, message);
  } else if (newest.incarnation !== incarnation) {
    const message = `Expected a position in log ${incarnation}, got one of ${newest.incarnation}`;
    report('incarnation-mismatch', place, message);
  } else if (newest.commandOffset < lastReceipt) {
    const message = `Expected position ${String(lastReceipt)}, of the last receipt, got ${String(newest.commandOffset)}`;
    report('position-behind', place, message);
  } else if (newest.writerEpoch < writerEpoch) {
    const message = `Expected writer ${String(writerEpoch)}, of the last event, got ${String(newest.writerEpoch)}`;
    report('epoch-backwards', place, message);
  }
  if (judged !== null && judged.commandOffset >= cut.commandsEnd) {
    const message = `Expected a position before ${String(cut.commandsEnd)}, the end of the commands, got ${String(judged.commandOffset)}`;
    report('position-ahead', placeOf('states', judged.offset), message);
  }
}

function checkVersions({ orders, report }: AuditContext): void {
  for (const [orderId, trace] of orders) {
    const { version, judgedVersion, stateVersion, judgedStateVersion } = trace;
    const place = placeOf('states', null, orderId);
    if (stateVersion === null) {
      if (judgedVersion === 0) continue;
      report('state-missing', place, `Expected version ${String(judgedVersion)}, got no state`);
    } else if (stateVersion < judgedVersion) {
      const message = `Expected version ${String(judgedVersion)}, got ${String(stateVersion)}`;
      report('state-behind', place, message);
    } else if ((judgedStateVersion ?? 0) > version) {
      const message = `Expected version ${String(version)}, of the last event, got ${String(judgedStateVersion)}`;
      report('state-ahead', place, message);
    }
  }
}
