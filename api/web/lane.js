import { element, setText } from './dom.js';
import { createOrderRow } from './order-row.js';

/** A list of orders under a heading, kept in order with as few movements on the screen as possible. */
export function createLane({ title, empty, actions }) {
  const count = element('span');
  const list = element('ol', { class: 'orders', 'aria-label': title });
  const nothing = element('p', { class: 'empty' }, empty);
  const more = element('p', { class: 'more', hidden: true });
  const heading = element('h2', {}, title, count);
  const lane = element('section', { class: 'lane' }, heading, list, nothing, more);
  const shown = new Map();
  list.addEventListener('keydown', moveFocus);

  const show = (rows, { goneText, total }) => {
    const focused = document.activeElement;
    const wanted = new Set(rows.map(({ orderId }) => orderId));
    const focusIsLost = focusGoesTo(list, wanted);
    for (const [orderId, row] of shown) {
      if (wanted.has(orderId)) continue;
      row.item.remove();
      shown.delete(orderId);
    }
    rows.forEach((row, index) => {
      const known = shown.get(row.orderId) ?? createOrderRow(row, actions);
      shown.set(row.orderId, known);
      known.update(row, goneText(row));
      if (list.children[index] !== known.item) list.insertBefore(known.item, list.children[index]);
    });
    nothing.hidden = rows.length > 0;
    setText(count, String(total ?? rows.length));
    const hidden = (total ?? rows.length) - rows.length;
    more.hidden = hidden <= 0;
    setText(more, hidden > 0 ? `and ${hidden} more behind these` : '');
    restoreFocus(focused, focusIsLost);
  };
  return { lane, show };
}

/** The button to go on with when the row that has the focus is about to leave. */
function focusGoesTo(list, wanted) {
  const item = document.activeElement?.closest?.('.order');
  if (item == null || item.parentElement !== list || wanted.has(item.dataset.order)) return null;
  const next = item.nextElementSibling ?? item.previousElementSibling;
  return next?.querySelector('button') ?? document.getElementById('main');
}

/** Moving an element takes the focus from it; a keyboard user would be thrown to the top. */
function restoreFocus(focused, fallback) {
  if (document.activeElement === focused) return;
  const target = fallback ?? focused;
  if (target?.isConnected) target.focus({ preventScroll: true });
}

/** Arrow keys go from order to order, so that Tab does not have to pass every button. */
function moveFocus(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const item = event.target.closest('.order');
  if (step === undefined || item === null || event.target.tagName === 'INPUT') return;
  const next = step > 0 ? item.nextElementSibling : item.previousElementSibling;
  const button = next?.querySelector('button');
  if (button == null) return;
  event.preventDefault();
  button.focus();
}
