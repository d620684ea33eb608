import type { LogConnection } from '@karat/infra/log-connection';

/** The part of a connection that tells how long the log is. */
export type MeasuredLog = Pick<LogConnection, 'reader' | 'topics' | 'identity'>;

/** The last stable offset of each partition of the events. */
export async function logEnds({
  reader,
  topics,
  identity,
}: MeasuredLog): Promise<readonly number[]> {
  const partitions = Array.from({ length: identity.partitions }, (_, partition) => partition);
  return Promise.all(partitions.map(async (p) => Number(await reader.endOf(topics.events, p))));
}

/** Whether the log holds no events, so that an empty view shows all there is. */
export async function isLogEmpty(log: MeasuredLog): Promise<boolean> {
  return (await logEnds(log)).every((end) => end === 0);
}
