/** How figures are said to people. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** With less than this until it must be started, an order is shown as soon due. */
const SOON_MS = 8 * HOUR_MS;

export const STATUS_NAMES = {
  MANUFACTURING_APPROVED: 'To make',
  MANUFACTURING_STARTED: 'In work',
  MANUFACTURING_COMPLETED: 'To pack',
  PACKAGING: 'Being packed',
  SHIPPED: 'On the way',
};

/** A span in the unit that fits: `40 min`, `6 h`, `3 d`. */
export function spanText(ms) {
  const minutes = Math.max(1, Math.round(Math.abs(ms) / MINUTE_MS));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

/** Why an order stands where it stands: `due in 6 h, 2 h of work`. */
export function reasonText({ status, urgency, updatedAt }, now) {
  if (status === 'SHIPPED') return `handed over ${spanText(now - Date.parse(updatedAt))} ago`;
  const left = Date.parse(urgency.dueAt) - now;
  const parts = [left < 0 ? `overdue by ${spanText(left)}` : `due in ${spanText(left)}`];
  if (isToBeMade(status)) parts.push(`${spanText(urgency.estimatedWorkMs)} of work`);
  if (urgency.defectBonusMs > 0) parts.push('a defect to make good');
  return parts.join(', ');
}

/** The formula of the order's place with its figures. */
export function formulaText({ urgency }) {
  const when = (at) => new Date(at).toLocaleString();
  const bonus = urgency.defectBonusMs > 0 ? ` − ${spanText(urgency.defectBonusMs)} (defect)` : '';
  const work = `${spanText(urgency.estimatedWorkMs)} of work`;
  return `Start by ${when(urgency.mustStartAt)}: due ${when(urgency.dueAt)} − ${work}${bonus}`;
}

export function urgencyOf({ status, urgency }, now) {
  if (status === 'SHIPPED') return 'calm';
  // Once it is made, what is left is to hand it over in time.
  const left = Date.parse(isToBeMade(status) ? urgency.mustStartAt : urgency.dueAt) - now;
  if (left < 0) return 'late';
  return left < SOON_MS ? 'soon' : 'calm';
}

/** What is to be made: `2 × Silver 925, polished`. */
export function itemsText({ items }) {
  return items
    .map(({ quantity, material, finish }) => `${quantity} × ${nameText(material)}, ${finish}`)
    .join(' · ');
}

export function referenceText({ sellerOrderRef, orderId }) {
  return sellerOrderRef ?? `#${orderId.slice(0, 8)}`;
}

function isToBeMade(status) {
  return status === 'MANUFACTURING_APPROVED' || status === 'MANUFACTURING_STARTED';
}

function nameText(code) {
  const text = code.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
