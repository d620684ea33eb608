import type { Logger } from '@karat/infra/logger';
import type { PartitionWriterOptions } from './partition-writer.ts';
import type { WriterMetrics } from './writer-metrics.ts';

/** What the writer of a partition tells about its work. */
export type PartitionReports = Pick<
  PartitionWriterOptions,
  'onUndecodable' | 'onUnreadable' | 'onUndecidable' | 'onClosed'
>;

/** Counts and logs what a partition's writer tells: a warning where a sender did wrong or came early. */
export function createPartitionReports(
  partition: number,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: WriterMetrics },
): PartitionReports {
  return {
    onUndecodable: ({ offset }, error) => {
      metrics.undecodable('passed-over');
      logger.error({ partition, offset, error }, 'record passed over');
    },
    onUnreadable: ({ orderId, commandId, offset }, error) => {
      metrics.undecodable('refused');
      logger.warn({ partition, offset, orderId, commandId, error }, 'command unreadable');
    },
    onUndecidable: ({ orderId, commandId }, error) => {
      logger.error({ partition, orderId, commandId, error }, 'command undecidable');
    },
    onClosed: metrics.closed,
  };
}
