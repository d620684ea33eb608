import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type GaugeConfiguration,
} from 'prom-client';

/** How a metric is called and explained. */
export interface MetricOptions<L extends string> {
  /** Prometheus name with its unit, e.g. `karat_projection_lag_seconds`. */
  readonly name: string;
  /** One sentence for whoever reads the dashboard. */
  readonly help: string;
  /** Label names; few values each, never an order id. Default: none. */
  readonly labels?: readonly L[];
}

/** How a gauge is kept up to date. */
export interface GaugeOptions<L extends string> extends MetricOptions<L> {
  /** Sets the gauge whenever somebody asks for the metrics. Default: what was set last stays. */
  readonly collect?: (gauge: Gauge<L>) => void;
}

/** How a histogram is cut. */
export interface HistogramOptions<L extends string> extends MetricOptions<L> {
  /** Upper bounds in the metric's unit, ascending. Default: 1 ms to 10 s, in seconds. */
  readonly buckets?: readonly number[];
}

/**
 * The metrics of one service. Asking twice for a name gives the same metric, so that parts started
 * several times in a process (a consumer per topic) share it.
 */
export interface Telemetry {
  readonly registry: Registry;
  readonly counter: <L extends string = never>(options: MetricOptions<L>) => Counter<L>;
  readonly gauge: <L extends string = never>(options: GaugeOptions<L>) => Gauge<L>;
  readonly histogram: <L extends string = never>(options: HistogramOptions<L>) => Histogram<L>;
}

/** Bounds in seconds that resolve both a 2 ms commit and a 10 s time-out. */
const LATENCY_BUCKETS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** A registry with the process's own metrics and the service's name on every series. */
export function createTelemetry(service: string): Telemetry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const common = ({ name, help, labels = [] }: MetricOptions<string>) => ({
    name,
    help,
    labelNames: labels,
    registers: [registry],
  });
  return {
    registry,
    counter: (options) => once(counters, options.name, () => new Counter(common(options))),
    gauge: (options) => once(gauges, options.name, () => newGauge(common(options), options)),
    histogram: (options) => {
      const buckets = [...(options.buckets ?? LATENCY_BUCKETS_SECONDS)];
      return once(histograms, options.name, () => new Histogram({ ...common(options), buckets }));
    },
  };
}

function newGauge<L extends string>(
  common: GaugeConfiguration<L>,
  { collect }: GaugeOptions<L>,
): Gauge<L> {
  if (collect === undefined) return new Gauge(common);
  const gauge: Gauge<L> = new Gauge({
    ...common,
    collect: () => {
      collect(gauge);
    },
  });
  return gauge;
}

function once<M>(known: Map<string, M>, name: string, make: () => M): M {
  const metric = known.get(name) ?? make();
  known.set(name, metric);
  return metric;
}
