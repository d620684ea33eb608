import { boolean, integer } from '@karat/infra/config';

/** How the projector looks for drift. */
export const DRIFT_CONFIG = {
  driftIntervalMs: integer('DRIFT_INTERVAL_MS', {
    doc: 'Pause between two orders that are compared with the log in every view; 0 compares none.',
    default: 1_000,
  }),
  driftRepair: boolean('DRIFT_REPAIR', {
    doc: 'Whether documents that are not what their events say are put right, and not only counted.',
    default: false,
  }),
};
