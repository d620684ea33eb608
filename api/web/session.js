/** The access token of this tab: taken from `#token=…` once, and gone with the tab. */

const KEY = 'karat-token';
const FAULT_KEY = 'karat-sign-in-fault';

/** Takes a token out of the address, so that it is neither bookmarked nor seen over a shoulder. */
export function takeTokenFromAddress() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return;
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', location.pathname + location.search);
}

export function currentToken() {
  return sessionStorage.getItem(KEY);
}

export function keepToken(token) {
  sessionStorage.setItem(KEY, token);
}

/** Ends the session and begins the page anew: no stream, no rows, and no token of the old one. */
export function endSession(fault = '') {
  sessionStorage.removeItem(KEY);
  sessionStorage.setItem(FAULT_KEY, fault);
  location.reload();
}

/** Why the last session ended; told once. */
export function takeFault() {
  const fault = sessionStorage.getItem(FAULT_KEY) ?? '';
  sessionStorage.removeItem(FAULT_KEY);
  return fault;
}
