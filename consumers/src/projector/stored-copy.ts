/** A view as it is stored, which is opened only where somebody looks into it. */
export interface StoredCopy<View> {
  readonly key: string;
  /** Whether both are stored in the same words; the same view may still be stored in other ones. */
  readonly isSameAs: (other: Pick<StoredCopy<unknown>, 'stored'>) => boolean;
  readonly open: () => View;
  /** What is compared: bytes, or text. */
  readonly stored: Uint8Array | string;
}

/** A copy of a view that is at hand anyway. */
export function copyOf<View>([key, view]: readonly [string, View]): StoredCopy<View> {
  const stored = JSON.stringify(view);
  return { key, stored, open: () => view, isSameAs: (other) => other.stored === stored };
}
