/** Name of the one member of an object that stands for bytes in JSON. This is a format. */
const BYTES = '$base64';

/** JSON text of a value that may hold buffers. */
export function encodeJson(value: unknown): string {
  return `${JSON.stringify(withBytesAsText(value), null, 2)}\n`;
}

/** The value of such a text, its buffers restored. */
export function decodeJson(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown) => {
    const encoded = isObject(value) ? value[BYTES] : undefined;
    return typeof encoded === 'string' ? Buffer.from(encoded, 'base64') : value;
  });
}

function withBytesAsText(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return { [BYTES]: value.toString('base64') };
  if (Array.isArray(value)) return value.map(withBytesAsText);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, at]) => [key, withBytesAsText(at)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
