/** Names under which views and bodies would show personal data. */
const PERSONAL_FIELDS: ReadonlySet<string> = new Set([
  'address',
  'customer',
  'description',
  'email',
  'phone',
  'text',
  'words',
]);

/** Whether a field of this name shows personal data. */
export function isPersonalField(name: string): boolean {
  return PERSONAL_FIELDS.has(name);
}

/** Paths of the fields of a document that still show personal data. */
export function leftPersonal(document: unknown, path = ''): readonly string[] {
  if (!isPlain(document)) return [];
  return Object.entries(document).flatMap(([name, value]) => {
    const at = path === '' ? name : `${path}.${name}`;
    if (PERSONAL_FIELDS.has(name) && value !== null && value !== undefined) return [at];
    return leftPersonal(value, at);
  });
}

/** The document with every such field null. */
export function withoutPersonal<T>(document: T): T {
  if (Array.isArray(document)) {
    // An array of the same items, each without its personal data.
    return document.map((item: unknown) => withoutPersonal(item)) as T;
  }
  if (!isPlain(document)) return document;
  const entries = Object.entries(document).map(([name, value]: [string, unknown]) => {
    return [name, PERSONAL_FIELDS.has(name) ? null : withoutPersonal(value)] as const;
  });
  // The same fields; those that become null are nullable in every document that shows them.
  return Object.fromEntries(entries) as T;
}

/** Objects and arrays of documents; values of the database's own types are no containers. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
