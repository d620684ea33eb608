import { announce, element, setText } from './dom.js';
import { formulaText, itemsText, reasonText, referenceText, urgencyOf } from './words.js';

/** One order in a lane; it is made once and then kept up to date. */
export function createOrderRow(row, actions) {
  const what = element('p', { class: 'what' });
  const ref = element('p', { class: 'ref' });
  const why = element('p', { class: 'why' });
  const note = element('p', { class: 'note' });
  const buttons = element('div', { class: 'actions' });
  const item = element('li', { class: 'order fresh', 'data-order': row.orderId });
  item.append(what, ref, why, buttons, note);
  let current = row;
  let busy = false;

  const say = (text, tone = 'plain') => {
    note.dataset.tone = tone;
    setText(note, text);
  };
  const run = async (action, body) => {
    // Disabled in words only: a button that is truly disabled loses the focus of the keyboard.
    if (busy || item.hasAttribute('data-gone')) return;
    busy = true;
    for (const button of buttons.children) button.setAttribute('aria-disabled', 'true');
    say('');
    try {
      await action.run(current, body);
      announce(`${action.done}: ${itemsText(current)}`);
    } catch (error) {
      const text = action.explain?.(error, current) ?? error.message;
      say(text, 'fault');
      announce(text);
    } finally {
      busy = false;
      for (const button of buttons.children) button.removeAttribute('aria-disabled');
    }
  };
  for (const action of actions) {
    const label = `${action.label}: ${itemsText(row)}, ${referenceText(row)}`;
    const attributes = { type: 'button', class: action.kind, 'aria-label': label };
    const button = element('button', attributes, action.label);
    button.dataset.action = action.verb;
    const open = () => action.ask(item, (body) => run(action, body));
    button.addEventListener('click', action.ask ? open : () => run(action));
    buttons.append(button);
  }

  return {
    item,
    update: (fresh, goneText) => {
      current = fresh;
      const now = Date.now();
      setText(what, itemsText(fresh));
      setText(ref, referenceText(fresh));
      setText(why, reasonText(fresh, now));
      why.title = formulaText(fresh);
      item.dataset.urgency = urgencyOf(fresh, now);
      item.toggleAttribute('data-gone', goneText !== null);
      if (goneText !== null) say(goneText);
    },
  };
}

/** The form in which a parcel's number is asked for, opened inside its row. */
export function askForParcel(item, then) {
  const open = item.querySelector('form');
  if (open !== null) {
    open.querySelector('input').focus();
    return;
  }
  const form = element(
    'form',
    { class: 'parcel' },
    element('label', {}, 'Carrier', field('carrier')),
    element('label', {}, 'Tracking number', field('trackingNumber')),
    element('button', { type: 'submit', class: 'primary' }, 'Hand over'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    then(Object.fromEntries(new FormData(form)));
  });
  item.append(form);
  form.querySelector('input').focus();
}

function field(name) {
  // Without blanks, as the API wants it.
  const rule = { pattern: '[!-~]+', title: 'Letters, digits and signs without blanks' };
  return element('input', { name, required: true, maxlength: 128, autocomplete: 'off', ...rule });
}
