/** What an unreadable file looks like, for a refusal: its size and how it begins. */
export function describeFile(file: Buffer): string {
  if (file.length === 0) return 'an empty file';
  const start = file.toString('latin1', 0, 16).replace(/[^\x20-\x7e]/g, '.');
  return `${file.length} bytes that begin with "${start}"`;
}
