import {
  CodecError,
  formatActor,
  headerOf,
  partitionOf,
  type CommandHeaders,
  type RawRecord,
} from '@karat/schemas';
import { commandTypeOf, decodeCommandHeaders } from '@karat/schemas/codec';
import type { CheckedCommand } from './checked-records.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a command's headers tell, and why writers pass it over, if they do. */
export function readCommandHead(
  record: RawRecord & { readonly timestamp: number },
  partitions: number,
): CheckedCommand {
  const known = { offset: Number(record.offset), writtenAt: record.timestamp };
  const headers = readHeaders(record);
  if (typeof headers === 'string') {
    const nothing = { orderId: '', commandId: '', bodyHash: '', actor: '', commandType: null };
    return { ...known, ...nothing, passedOver: headers };
  }
  const { orderId, commandId, bodyHash, actor } = headers;
  return {
    ...known,
    orderId,
    commandId,
    bodyHash,
    actor: formatActor(actor),
    commandType: headerOf(record, 'ce_type') === null ? null : commandTypeOf(record),
    passedOver: whyNotOwn(headers, partitions),
  };
}

/** The headers, or why they cannot be read. */
function readHeaders(record: RawRecord): CommandHeaders | string {
  try {
    return decodeCommandHeaders(record);
  } catch (error) {
    if (error instanceof CodecError) return error.message;
    throw error;
  }
}

function whyNotOwn({ orderId, partition }: CommandHeaders, partitions: number): string | null {
  if (!UUID.test(orderId)) return `Expected an order id in UUID form, got ${orderId}`;
  const own = partitionOf(orderId, partitions);
  if (own === partition) return null;
  return `Expected ${orderId} in partition ${String(own)}, got it in ${String(partition)}`;
}
