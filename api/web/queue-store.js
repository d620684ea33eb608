/** The orders as this page knows them: a copy of the server's queue, kept up to date by its events. */

/** How long a row that somebody else took stays in place, marked, before it goes. */
const GONE_MS = 3_000;

export function createStore(onChange) {
  const rows = new Map();
  /** Rows on their way out: order id → {row, text}. */
  const gone = new Map();
  /** The row after which a status's list goes on at the server; null where all of it is here. */
  const lastShown = new Map();
  let counts = {};

  const put = (row) => {
    const known = rows.get(row.orderId);
    // Events may be told twice; an older version never replaces a newer one.
    if (known === undefined || known.version <= row.version) rows.set(row.orderId, row);
  };

  const store = {
    counts: () => counts,
    row: (orderId) => rows.get(orderId),
    /** Why this row is on its way out; null when it is not, as in the list where it is now. */
    goneText: (row) => {
      const leaving = gone.get(row.orderId);
      return leaving?.row === row ? leaving.text : null;
    },

    /** Rows of a status by urgency, then id; those on their way out keep their place. */
    inStatus: (status) => {
      const leaving = [...gone.values()].map(({ row }) => row);
      return [...rows.values(), ...leaving].filter((row) => row.status === status).sort(byUrgency);
    },

    /** Whether the server has more in this status than is here. */
    isCutOff: (status) => lastShown.get(status) != null,

    replaceAll: ({ queues, counts: fresh }) => {
      rows.clear();
      gone.clear();
      for (const { status, items, next } of queues) {
        for (const row of items) put(row);
        lastShown.set(status, next === null ? null : (items.at(-1) ?? null));
      }
      counts = fresh;
      onChange();
    },

    /** Takes the head of a status's list, which reaches further than what is here. */
    extend: (status, { items, next }) => {
      for (const row of items) put(row);
      lastShown.set(status, next === null ? null : (items.at(-1) ?? null));
      onChange();
    },

    setCounts: (fresh) => {
      counts = fresh;
      onChange();
    },

    addAll: (items) => {
      for (const row of items) put(row);
      onChange();
    },

    /** Takes a changed row; gives the row as it was, where this page had it. */
    upsert: (row) => {
      const known = rows.get(row.orderId);
      if (known !== undefined && known.version >= row.version) return known;
      const end = lastShown.get(row.status);
      // Behind what was loaded there are rows that this page does not have: it has no place there.
      if (known === undefined && end != null && byUrgency(row, end) > 0) return undefined;
      // It is back where it went from.
      if (gone.get(row.orderId)?.row.status === row.status) gone.delete(row.orderId);
      rows.set(row.orderId, row);
      onChange();
      return known;
    },

    remove: (orderId, version) => {
      const known = rows.get(orderId);
      if (known === undefined || known.version > version) return undefined;
      rows.delete(orderId);
      onChange();
      return known;
    },

    /** Leaves a row in place for a moment with the reason why it goes. */
    letGo: (row, text) => {
      gone.set(row.orderId, { row, text });
      onChange();
      setTimeout(() => {
        if (gone.delete(row.orderId)) onChange();
      }, GONE_MS);
    },
  };
  return store;
}

export function byUrgency(one, other) {
  const first = Date.parse(one.urgency.mustStartAt) - Date.parse(other.urgency.mustStartAt);
  if (first !== 0) return first;
  return one.orderId < other.orderId ? -1 : Number(one.orderId > other.orderId);
}
