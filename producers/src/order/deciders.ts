import type { OrderCommand } from '@karat/schemas';
import type { Decision, DecisionContext } from './decision.ts';
import { addNote } from './decisions/add-note.ts';
import { approveOrder } from './decisions/approve-order.ts';
import { assignOrder } from './decisions/assign-order.ts';
import { attachModel } from './decisions/attach-model.ts';
import { cancelOrder } from './decisions/cancel-order.ts';
import { changeDueDate } from './decisions/change-due-date.ts';
import { claimOrder } from './decisions/claim-order.ts';
import { closeOrder } from './decisions/close-order.ts';
import { completeManufacturing } from './decisions/complete-manufacturing.ts';
import { erasePersonalData } from './decisions/erase-personal-data.ts';
import { flagOverdue } from './decisions/flag-overdue.ts';
import { flagStuck } from './decisions/flag-stuck.ts';
import { handOverOrder } from './decisions/hand-over-order.ts';
import { recordNotice } from './decisions/record-notice.ts';
import { recordPrice } from './decisions/record-price.ts';
import { rejectModel } from './decisions/reject-model.ts';
import { releaseOrder } from './decisions/release-order.ts';
import { removeModel } from './decisions/remove-model.ts';
import { reportDefect } from './decisions/report-defect.ts';
import { reportReturn } from './decisions/report-return.ts';
import { retryPricing } from './decisions/retry-pricing.ts';
import { shipOrder } from './decisions/ship-order.ts';
import { startPackaging } from './decisions/start-packaging.ts';
import { submitOrder } from './decisions/submit-order.ts';

/** The data of each command of an order that exists, by its name. */
type CommandData = {
  readonly [C in Exclude<OrderCommand, { type: CreationType }> as C['type']]: C['data'];
};

/** The commands that begin an order. */
export type CreationType = 'InitiateOrder' | 'ImportOrder';

/** A command of an order that exists. */
export type FurtherCommand<T extends keyof CommandData = keyof CommandData> = {
  [K in T]: { readonly type: K; readonly data: CommandData[K] };
}[T];

/** What becomes of a command in a status in which it is allowed: one line a command. */
const DECIDERS: {
  readonly [T in keyof CommandData]: (data: CommandData[T], context: DecisionContext) => Decision;
} = {
  AttachModel: attachModel,
  RemoveModel: removeModel,
  SubmitOrder: submitOrder,
  RetryPricing: retryPricing,
  RecordPrice: recordPrice,
  RejectModel: rejectModel,
  ApproveOrder: approveOrder,
  AssignOrder: assignOrder,
  ClaimOrder: (claim, context) => claimOrder.decide(claim, context),
  ReleaseOrder: releaseOrder,
  HandOverOrder: handOverOrder,
  CompleteManufacturing: completeManufacturing,
  ReportDefect: reportDefect,
  StartPackaging: startPackaging,
  ShipOrder: shipOrder,
  CloseOrder: closeOrder,
  ReportReturn: reportReturn,
  CancelOrder: (cancellation, context) => cancelOrder.decide(cancellation, context),
  ChangeDueDate: changeDueDate,
  FlagOverdue: flagOverdue,
  FlagStuck: flagStuck,
  AddNote: addNote,
  RecordNotice: recordNotice,
  ErasePersonalData: (erasure) => erasePersonalData.decide(erasure),
};

/** What becomes of a command that the status of the order allows. */
export function decideAllowed<T extends keyof CommandData>(
  command: FurtherCommand<T>,
  context: DecisionContext,
): Decision {
  return DECIDERS[command.type](command.data, context);
}
