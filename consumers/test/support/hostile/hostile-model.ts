/** A file made to break a reader. */
export interface HostileModel {
  readonly name: string;
  /** Whether it may be read all the same, because it does no harm. Default: it has to be refused. */
  readonly isHarmless?: boolean;
  readonly make: () => Buffer;
}

/** A file that has to be refused. */
export function hostile(name: string, make: () => Buffer | string): HostileModel {
  return { name, make: () => asBuffer(make()) };
}

/** A file that may as well be read: odd, and no harm in it. */
export function harmless(name: string, make: () => Buffer | string): HostileModel {
  return { name, isHarmless: true, make: () => asBuffer(make()) };
}

function asBuffer(content: Buffer | string): Buffer {
  return typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
}
