/** An element. Text is always text, never markup: what comes from an order stays what it is. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Writes only what changed, so that nothing is read out twice and no selection is lost. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

export function announce(text) {
  byId('announcer').textContent = text;
}
