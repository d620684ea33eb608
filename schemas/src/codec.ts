export * from './avro-codec.ts';
export { CodecError } from './codec-error.ts';
export {
  commandTypeOf,
  decodeCommand,
  decodeCommandHeaders,
  decodeCommands,
  encodeCommand,
  withValue,
} from './command-record.ts';
export { decodeEvents, encodeEvent } from './event-record.ts';
export { openPersonal, PERSONAL_KEY_BYTES, sealPersonal } from './personal.ts';
export {
  openEvent,
  personalFieldsOf,
  sealCommand,
  type OrderSeal,
  type PlainCommand,
  type PlainEvent,
} from './seal-records.ts';
export { decodeReceipts, encodeReceipt, type ReadReceipt } from './receipt-record.ts';
export {
  asStateRecord,
  encodeState,
  stateHeadOf,
  type StateHead,
  type StateRecord,
} from './state-record.ts';
