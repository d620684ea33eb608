import type { Telemetry } from '@karat/infra/telemetry';

/** Why an order that was drawn could not be compared. */
export type SkipReason = 'unindexed' | 'unread' | 'failed';

/** What the drift detector measures, by view. */
export interface DriftMetrics {
  readonly checked: (view: string) => void;
  readonly found: (view: string, kind: string) => void;
  readonly repaired: (view: string) => void;
  readonly skipped: (view: string, reason: SkipReason) => void;
}

/** Registers the metrics; a view counts from 0, so that an alert sees its first drift. */
export function createDriftMetrics(telemetry: Telemetry, views: readonly string[]): DriftMetrics {
  const checked = telemetry.counter({
    name: 'karat_view_drift_checked_total',
    help: 'Orders drawn at random whose documents were compared with the log.',
    labels: ['view'],
  });
  const found = telemetry.counter({
    name: 'karat_view_drift_found_total',
    help: 'Documents of orders drawn at random that were not what their events say.',
    labels: ['view', 'kind'],
  });
  const repaired = telemetry.counter({
    name: 'karat_view_drift_repaired_total',
    help: 'Such documents that were put right.',
    labels: ['view'],
  });
  const skipped = telemetry.counter({
    name: 'karat_view_drift_skipped_total',
    help: 'Orders drawn at random that could not be compared, by reason.',
    labels: ['view', 'reason'],
  });
  for (const view of views) {
    checked.inc({ view }, 0);
    for (const kind of ['missing', 'extra', 'different']) found.inc({ view, kind }, 0);
  }
  return {
    checked: (view) => {
      checked.inc({ view });
    },
    found: (view, kind) => {
      found.inc({ view, kind });
    },
    repaired: (view) => {
      repaired.inc({ view });
    },
    skipped: (view, reason) => {
      skipped.inc({ view, reason });
    },
  };
}
