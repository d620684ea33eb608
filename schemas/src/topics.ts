/** What a topic is for. */
export type TopicKind = 'commands' | 'events' | 'receipts' | 'states' | 'identity';

/** The full topic names of one installation. */
export type TopicNames = Readonly<Record<TopicKind, string>>;

/** How a topic is made and what it holds. */
export interface TopicDefinition {
  readonly kind: TopicKind;
  /** Name behind the installation's prefix. */
  readonly name: string;
  /** Number of partitions; null is the number of partitions of the log. */
  readonly partitions: number | null;
  /** Kafka settings of the topic. */
  readonly settings: Readonly<Record<string, string>>;
  /** Full names, or namespaces ending in a dot, of the Avro records it holds. */
  readonly records: readonly string[];
}

/** Partitions of the log, fixed at creation and recorded with its identity. */
export const DEFAULT_PARTITIONS = 12;

const THIRTY_DAYS_MS = String(30 * 24 * 60 * 60 * 1000);
const FOR_EVER = '-1';

/** Every topic of an installation, in the order in which records flow. */
export const TOPICS: readonly TopicDefinition[] = [
  {
    kind: 'commands',
    name: 'order-commands.v1',
    partitions: null,
    settings: { 'cleanup.policy': 'delete', 'retention.ms': THIRTY_DAYS_MS },
    records: ['karat.command.'],
  },
  {
    kind: 'events',
    name: 'order-events.v1',
    partitions: null,
    // Never compacted: compaction would delete history.
    settings: {
      'cleanup.policy': 'delete',
      'retention.ms': FOR_EVER,
      'retention.bytes': FOR_EVER,
    },
    records: ['karat.event.'],
  },
  {
    kind: 'receipts',
    name: 'order-receipts.v1',
    partitions: null,
    settings: { 'cleanup.policy': 'delete', 'retention.ms': THIRTY_DAYS_MS },
    records: ['karat.receipt.'],
  },
  {
    kind: 'states',
    name: 'order-states.v1',
    partitions: null,
    settings: { 'cleanup.policy': 'compact' },
    records: ['karat.state.'],
  },
  {
    kind: 'identity',
    name: 'log-identity.v1',
    partitions: 1,
    settings: { 'cleanup.policy': 'compact' },
    records: [],
  },
];

/** The topic names of the installation with this prefix, e.g. `prod` or `demo`. */
export function topicsOf(environment: string): TopicNames {
  const nameOf = (kind: TopicKind) =>
    `${environment}.${TOPICS.find((topic) => topic.kind === kind)?.name ?? kind}`;
  return {
    commands: nameOf('commands'),
    events: nameOf('events'),
    receipts: nameOf('receipts'),
    states: nameOf('states'),
    identity: nameOf('identity'),
  };
}
