/** One of the platform's services: what it runs and what it is given. */
export interface ServiceEntry {
  readonly name: string;
  /** Compiled entry point below the root of the work tree. */
  readonly script: string;
  /** Variables it is given beside those that every service gets: it sees no other's credentials. */
  readonly variables: readonly string[];
  /** Port that its API takes if it is free; null for a service without an API. */
  readonly preferredPort: number | null;
  /** Options of Node, as in `NODE_OPTIONS`. Default: none. */
  readonly nodeOptions?: string;
}

/** Variables that every service is given. */
export const COMMON_VARIABLES: readonly string[] = [
  'PATH',
  'KARAT_ENV',
  'KAFKA_BROKERS',
  'SCHEMA_REGISTRY_URL',
  'LOG_LEVEL',
];

/**
 * Node's options of the writer. What it holds at a time is bounded, but V8 collects late on a machine
 * with much memory: with a million orders it kept 448 MiB in all, most of it garbage.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/cli.html#--max-old-space-sizesize-in-megabytes
 */
export const WRITER_NODE_OPTIONS = '--max-old-space-size=192';

/**
 * Node's options of the `karat` command. What a rebuild reads lives until some thousand views are
 * written, so what is young is copied about. At 83,000 orders a partition it took 51 s like this, 55 s
 * with twice the room and 58 s with half of it.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/cli.html#--max-semi-space-sizesize-in-megabytes
 */
export const KARAT_NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=32'];

/** Every service of the platform, each a process of its own, in the order in which data flows. */
export const SERVICES: readonly ServiceEntry[] = [
  {
    name: 'outbox',
    script: 'producers/dist/src/bin/outbox.js',
    variables: ['MONGO_OWN_SHOP_URL'],
    preferredPort: null,
  },
  {
    name: 'writer',
    script: 'producers/dist/src/bin/writer.js',
    variables: ['REDIS_URL', 'STATE_DIR'],
    nodeOptions: WRITER_NODE_OPTIONS,
    preferredPort: null,
  },
  {
    name: 'projector',
    script: 'consumers/dist/src/bin/projector.js',
    variables: [
      'REDIS_URL',
      'MONGO_VIEW_MES_URL',
      'MONGO_VIEW_CRM_URL',
      'MONGO_VIEW_SHOP_URL',
      'MONGO_VIEW_SELLERS_URL',
      'MONGO_VIEW_OPERATIONS_URL',
      'MONGO_OWN_OPERATIONS_URL',
      'MONGO_OWN_KEYS_READ_URL',
    ],
    preferredPort: null,
  },
  {
    name: 'pricing',
    script: 'consumers/dist/src/bin/pricing.js',
    variables: [
      'REDIS_URL',
      'MONGO_OWN_PRICING_URL',
      'MONGO_OWN_OPERATIONS_URL',
      'OBJECT_STORE_URL',
      'S3_ACCESS_KEY_ID',
      'S3_SECRET_ACCESS_KEY',
    ],
    preferredPort: null,
  },
  {
    name: 'webhooks',
    script: 'consumers/dist/src/bin/webhooks.js',
    variables: ['MONGO_OWN_SELLERS_URL', 'WEBHOOK_INSECURE_HOSTS'],
    preferredPort: null,
  },
  {
    name: 'files',
    script: 'consumers/dist/src/bin/files.js',
    variables: [
      'MONGO_VIEW_FILES_URL',
      'OBJECT_STORE_URL',
      'S3_ACCESS_KEY_ID',
      'S3_SECRET_ACCESS_KEY',
    ],
    preferredPort: null,
  },
  {
    name: 'erasure',
    script: 'consumers/dist/src/bin/erasure.js',
    variables: [
      'REDIS_URL',
      'MONGO_VIEW_MES_URL',
      'MONGO_VIEW_CRM_URL',
      'MONGO_VIEW_SHOP_URL',
      'MONGO_VIEW_SELLERS_URL',
      'MONGO_VIEW_OPERATIONS_URL',
      'MONGO_OWN_KEYS_URL',
      'MONGO_OWN_KEYS_READ_URL',
      'MONGO_OWN_SHOP_URL',
      'MONGO_OWN_SELLERS_URL',
      'MONGO_OWN_OPERATIONS_URL',
    ],
    preferredPort: null,
  },
  {
    name: 'storefront',
    script: 'api/dist/src/bin/storefront.js',
    variables: [
      'REDIS_URL',
      'MONGO_VIEW_SHOP_URL',
      'MONGO_VIEW_OPERATIONS_READ_URL',
      'MONGO_OWN_SHOP_URL',
      'MONGO_OWN_KEYS_URL',
      'OBJECT_STORE_URL',
      'S3_ACCESS_KEY_ID',
      'S3_SECRET_ACCESS_KEY',
      'API_TOKENS',
    ],
    preferredPort: 4010,
  },
  {
    name: 'seller',
    script: 'api/dist/src/bin/seller.js',
    variables: [
      'MONGO_VIEW_SELLERS_URL',
      'MONGO_OWN_SELLERS_URL',
      'WEBHOOK_INSECURE_HOSTS',
      'API_TOKENS',
    ],
    preferredPort: 4020,
  },
  {
    name: 'operator',
    script: 'api/dist/src/bin/operator.js',
    variables: [
      'REDIS_URL',
      'MONGO_VIEW_MES_URL',
      'MONGO_OWN_WORKSHOP_URL',
      'MONGO_VIEW_OPERATIONS_READ_URL',
      'API_TOKENS',
    ],
    preferredPort: 4030,
  },
  {
    name: 'crm',
    script: 'api/dist/src/bin/crm.js',
    variables: ['REDIS_URL', 'MONGO_VIEW_CRM_URL', 'MONGO_VIEW_OPERATIONS_READ_URL', 'API_TOKENS'],
    preferredPort: 4040,
  },
  {
    name: 'operations',
    script: 'api/dist/src/bin/operations.js',
    variables: ['MONGO_OWN_OPERATIONS_URL', 'MONGO_OWN_PRICING_READ_URL', 'API_TOKENS'],
    preferredPort: 4050,
  },
];
