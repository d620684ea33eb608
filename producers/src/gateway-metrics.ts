import type { Telemetry } from '@karat/infra/telemetry';

/** Whether commands are sent (closed), refused (open), or one is tried (half-open). */
export type CircuitState = 'closed' | 'half-open' | 'open';

/** What a command gateway measures. */
export interface GatewayMetrics {
  readonly inFlight: (commands: number) => void;
  /** A command was refused at once. */
  readonly refused: (reason: 'in-flight' | 'circuit') => void;
  readonly circuit: (state: CircuitState) => void;
  /** Kafka has confirmed a command. */
  readonly acknowledged: (elapsedMs: number) => void;
  /** A wait has ended, with an outcome or without. */
  readonly waited: (elapsedMs: number, isHeard: boolean) => void;
}

const STATES: Readonly<Record<CircuitState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** Registers the metrics of the command gateway. */
export function createGatewayMetrics(telemetry: Telemetry): GatewayMetrics {
  const { inFlight, circuit } = createGauges(telemetry);
  const { acknowledged, waited } = createHistograms(telemetry);
  const refused = telemetry.counter({
    name: 'karat_gateway_refused_total',
    help: 'Commands refused at once, because too many are in flight or the circuit is open.',
    labels: ['reason'],
  });
  return {
    inFlight: (commands) => {
      inFlight.set(commands);
    },
    refused: (reason) => {
      refused.inc({ reason });
    },
    circuit: (state) => {
      circuit.set(STATES[state]);
    },
    acknowledged: (elapsedMs) => {
      acknowledged.observe(elapsedMs / 1_000);
    },
    waited: (elapsedMs, isHeard) => {
      waited.observe({ heard: String(isHeard) }, elapsedMs / 1_000);
    },
  };
}

function createGauges(telemetry: Telemetry) {
  return {
    inFlight: telemetry.gauge({
      name: 'karat_gateway_in_flight',
      help: 'Commands that are being sent or whose outcome is waited for.',
    }),
    circuit: telemetry.gauge({
      name: 'karat_gateway_circuit_state',
      help: 'Whether commands go to Kafka: 0 closed (they do), 1 half open (one does), 2 open.',
    }),
  };
}

function createHistograms(telemetry: Telemetry) {
  return {
    acknowledged: telemetry.histogram({
      name: 'karat_gateway_ack_seconds',
      help: 'Time until Kafka has confirmed a command.',
    }),
    waited: telemetry.histogram({
      name: 'karat_gateway_wait_seconds',
      help: 'Time that a caller waited, by whether the outcome was heard of.',
      labels: ['heard'],
    }),
  };
}

/** Measures nothing, for a gateway outside of a service. */
export const UNMEASURED: GatewayMetrics = {
  inFlight: () => undefined,
  refused: () => undefined,
  circuit: () => undefined,
  acknowledged: () => undefined,
  waited: () => undefined,
};
