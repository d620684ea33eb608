import type { Readable } from 'node:stream';

/** Where a model's file lies: not looked at yet, being worked on, or kept for later. */
export type Tier = 'new' | 'in-work' | 'archive';

/** Every tier, in the order in which a model passes through them. */
export const TIERS: readonly Tier[] = ['new', 'in-work', 'archive'];

/** What an object is found by: equal bytes are stored once for one owner, never across owners. */
export interface ObjectKey {
  /** Of `a-z`, `0-9` and `-`, at most 64; null for models stored before owners were told. */
  readonly owner: string | null;
  /** SHA-256 of the bytes in lower-case hex. */
  readonly sha256: string;
}

/** What was stored. */
export interface StoredObject {
  /** SHA-256 of the bytes in lower-case hex: a name can never lie. */
  readonly sha256: string;
  readonly bytes: number;
}

/** An object as {@link ObjectStore.list} tells it. */
export interface ListedObject {
  readonly key: ObjectKey;
  readonly bytes: number;
  /** When it came into this tier, or was last put again; epoch milliseconds UTC. */
  readonly storedAt: number;
}

/** Limits of {@link ObjectStore.put}. */
export interface PutOptions {
  /** Largest object accepted, in bytes. */
  readonly maxBytes: number;
}

/** What {@link ObjectStore.remove} spares. */
export interface RemoveOptions {
  /** Only copies stored before are removed, epoch milliseconds UTC. Default: all are. */
  readonly storedBefore?: number;
}

/** An upload that is to be let in without passing through us. */
export interface PresignedUpload {
  readonly key: ObjectKey;
  /** Exact size, in bytes; another one is refused by the storage. */
  readonly bytes: number;
  /** How long the link holds, in seconds. */
  readonly expiresInS: number;
}

/** A request that the storage answers without asking us. */
export interface PresignedRequest {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  /** To be sent as they are: they are part of the signature. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Objects named by owner and content, each in one of three tiers. */
export interface ObjectStore {
  /**
   * Stores durably: on return the bytes survive a power failure. The object lands in tier `new`,
   * or stays in the tier that it is in already; its `storedAt` begins anew either way. The source
   * is read as fast as it is written and never kept in memory as a whole.
   * @throws `object-too-large` as soon as `maxBytes` are passed; nothing is kept then, nor when the
   * source fails. `invalid-argument` for an owner that is none.
   */
  readonly put: (
    owner: string | null,
    source: Uint8Array | AsyncIterable<Uint8Array>,
    options: PutOptions,
  ) => Promise<StoredObject>;
  /**
   * The whole object, checked against its name.
   * @throws `object-not-found`; `undecodable` when no copy has the bytes that were stored.
   */
  readonly get: (key: ObjectKey) => Promise<Buffer>;
  /**
   * The object as a stream, for large ones; not checked against its name.
   * @throws `object-not-found`.
   */
  readonly stream: (key: ObjectKey) => Promise<Readable>;
  readonly has: (key: ObjectKey) => Promise<boolean>;
  /** The first tier, in their order, that has a copy; null when none has. */
  readonly tierOf: (key: ObjectKey) => Promise<Tier | null>;
  /**
   * Brings the object into a tier and out of the others; does nothing when it is there alone. At
   * every instant there is a readable copy, also when this is killed or done twice at once. After two
   * moves into different tiers at once the object is in the tier of one of them, or of both: then the
   * next move takes the copy too many away.
   * @throws `object-not-found`; `undecodable` when the copy is not what was stored, which then stays
   * where it was.
   */
  readonly move: (key: ObjectKey, tier: Tier) => Promise<void>;
  /**
   * Removes the object from all tiers; does nothing when there is none. Gives whether it is gone: a
   * copy not older than `storedBefore` stays, and with it the object.
   */
  readonly remove: (key: ObjectKey, options?: RemoveOptions) => Promise<boolean>;
  /** Objects of a tier in no order, read in pieces; what changes meanwhile may be told or not. */
  readonly list: (tier: Tier) => AsyncIterable<ListedObject>;
  /** Removes what broken uploads have left more than so long ago, in ms; gives how many. */
  readonly sweepIncoming: (olderThanMs: number) => Promise<number>;
  /**
   * Lets a client put an object into tier `new` by itself; the storage checks hash, size and
   * signature. Null where the storage cannot: a folder.
   */
  readonly presignUpload: (upload: PresignedUpload) => Promise<PresignedRequest | null>;
  /**
   * Lets a client read an object by itself, from the tier that it is in now. Null where the storage
   * cannot: a folder.
   * @throws `object-not-found`.
   */
  readonly presignDownload: (
    key: ObjectKey,
    expiresInS: number,
  ) => Promise<PresignedRequest | null>;
  /** Lets go of connections. */
  readonly close: () => void;
}
