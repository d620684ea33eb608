import { boolean, choice, integer, list, text, url, type ConfigOf } from './config.ts';
import { LOG_LEVELS } from './logger.ts';

/** What whoever connects to the log reads from its environment. */
export const LOG_CONFIG = {
  environment: text('KARAT_ENV', { doc: 'Prefix of the installation, e.g. prod.' }),
  brokers: list('KAFKA_BROKERS', { doc: 'Kafka brokers to begin with, as host:port.' }),
  registryUrl: url('SCHEMA_REGISTRY_URL', { doc: 'Confluent-compatible schema registry.' }),
};

/** What every service reads from its environment; a service's own table begins with this one. */
export const SERVICE_CONFIG = {
  ...LOG_CONFIG,
  opsPort: integer('OPS_PORT', {
    doc: 'Port of /metrics and /health; 0 takes a free one.',
    max: 65_535,
    default: 0,
  }),
  logLevel: choice('LOG_LEVEL', LOG_LEVELS, {
    doc: 'Least level that is logged.',
    default: 'info',
  }),
  stopWithParent: boolean('KARAT_STOP_WITH_PARENT', {
    doc: 'Whether the end of standard input means stop.',
    default: false,
  }),
};

/** The values of {@link SERVICE_CONFIG}. */
export type ServiceConfig = ConfigOf<typeof SERVICE_CONFIG>;
