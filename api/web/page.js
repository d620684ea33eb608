import { getJson } from './api-client.js';
import { byId, element, setText } from './dom.js';
import { lanesOf } from './lanes.js';
import { followStream } from './live-stream.js';
import { createStore } from './queue-store.js';
import { currentToken, endSession, keepToken, takeFault, takeTokenFromAddress } from './session.js';
import { STATUS_NAMES } from './words.js';

/** With fewer rows than this in a list that goes on at the server, more are fetched. */
const FEW_ROWS = 50;
/** Times are said relative to now, so they are said again this often. */
const TICK_MS = 30_000;

const CONNECTION_TEXTS = {
  live: () => 'Live',
  connecting: () => 'Connecting …',
  lost: (since) => `Connection lost at ${since}, what you see may be out of date`,
  off: () => 'Not connected',
};

const SIGN_IN_FAULTS = {
  401: 'This token is not known here.',
  403: 'This token is for another page.',
};

takeTokenFromAddress();
if (currentToken() === null) showSignIn(takeFault());
else start();

async function start() {
  byId('sign-in').hidden = true;
  showConnection('connecting');
  let me;
  try {
    me = await getJson('/v1/me');
  } catch (error) {
    if (error.status in SIGN_IN_FAULTS) return endSession(SIGN_IN_FAULTS[error.status]);
    showConnection('lost');
    setTimeout(start, 3_000);
    return;
  }
  setText(byId('who'), `${me.id} · ${me.role}`);
  byId('sign-out').hidden = false;
  byId('sign-out').addEventListener('click', () => endSession());
  byId('workshop').hidden = false;
  runWorkshop(me);
}

function runWorkshop(me) {
  let drawing = 0;
  const draw = () => {
    drawing ||= requestAnimationFrame(() => {
      drawing = 0;
      render(lanes, store, me);
    });
  };
  const store = createStore(draw);
  const onTaken = (row, by) => {
    if (store.remove(row.orderId, row.version) !== undefined) store.letGo(row, `Taken by ${by}`);
  };
  const lanes = lanesOf(me, { onTaken, onChanged: (row) => takeRow(store, row, me) });
  byId('lanes').replaceChildren(...lanes.map(({ lane }) => lane));
  setInterval(draw, TICK_MS);
  draw();

  const statuses = lanes.map(({ status }) => status).join(',');
  followStream(`/v1/work-queue/stream?status=${statuses}`, {
    onState: (state) =>
      state === 'refused' ? endSession('Please sign in again.') : showConnection(state),
    onEvent: (event, data) => takeEvent(event, data, { store, me }),
  });
}

function takeEvent(event, data, { store, me }) {
  if (event === 'snapshot') {
    store.replaceAll(data);
    if (me.role === 'operator') completeMyWork(store);
  } else if (event === 'upsert') takeRow(store, data.row, me);
  else if (event === 'remove') dropRow(store, data);
  else if (event === 'counts') store.setCounts(data);
}

/** A snapshot holds the head of each list; one's own work is shown whole. */
function completeMyWork(store) {
  getJson('/v1/my-work').then(
    ({ items }) => store.addAll(items),
    () => undefined,
  );
}

/** A row that somebody took stays where it is for a moment and says so, instead of jumping away. */
function takeRow(store, row, me) {
  const before = store.upsert(row);
  if (before?.status !== 'MANUFACTURING_APPROVED' || row.status === before.status) return;
  if (row.operatorId === me.id) return;
  store.letGo(before, row.operatorId === null ? 'Withdrawn' : `Taken by ${row.operatorId}`);
}

/** It is in none of the lists of this page any more. */
function dropRow(store, { orderId, version, by }) {
  const before = store.remove(orderId, version);
  if (before?.status !== 'MANUFACTURING_APPROVED') return;
  store.letGo(before, by == null ? 'Withdrawn' : `Taken by ${by}`);
}

function render(lanes, store, me) {
  renderCounters(store.counts());
  for (const { status, mine, show } of lanes) {
    const all = store.inStatus(status);
    const rows = mine ? all.filter(({ operatorId }) => operatorId === me.id) : all;
    if (rows.length < FEW_ROWS && store.isCutOff(status)) fetchMore(status, store);
    show(rows, { goneText: store.goneText, total: mine ? undefined : store.counts()[status] });
  }
}

const fetching = new Set();

async function fetchMore(status, store) {
  if (fetching.has(status)) return;
  fetching.add(status);
  try {
    store.extend(status, await getJson(`/v1/work-queue?status=${status}&limit=200`));
  } catch {
    // The next change asks again.
  } finally {
    fetching.delete(status);
  }
}

function renderCounters(counts) {
  const counters = byId('counters');
  for (const [status, name] of Object.entries(STATUS_NAMES)) {
    let figure = counters.querySelector(`[data-status="${status}"] dd`);
    if (figure === null) {
      figure = element('dd', {}, '–');
      const counter = element('div', { class: 'counter', 'data-status': status });
      counter.append(element('dt', {}, name), figure);
      counters.append(counter);
    }
    if (counts[status] !== undefined) setText(figure, counts[status].toLocaleString());
  }
}

function showConnection(state) {
  const pill = byId('connection');
  // The moment of the loss counts, not that of the latest attempt.
  if (pill.dataset.state === state) return;
  pill.dataset.state = state;
  setText(pill, CONNECTION_TEXTS[state](new Date().toLocaleTimeString()));
}

function showSignIn(fault) {
  const form = byId('sign-in');
  form.hidden = false;
  setText(byId('sign-in-fault'), fault);
  byId('token').focus();
  form.addEventListener(
    'submit',
    (event) => {
      event.preventDefault();
      keepToken(byId('token').value.trim());
      byId('token').value = '';
      start();
    },
    { once: true },
  );
}
