import type { EventPlace } from '@karat/schemas';

/** The key of what an event leaves in the view of this key. It is a stored format. */
export function entryKey(viewKey: string, { version, part }: EventPlace): string {
  return `${viewKey}/${String(version)}.${String(part)}`;
}

/** The key of the view that an entry belongs to; any other key is its own. */
export function viewKeyOf(key: string): string {
  const end = key.indexOf('/');
  return end === -1 ? key : key.slice(0, end);
}
