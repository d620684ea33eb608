import { PlatformError } from '@karat/infra/errors';
import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { bodyHashOf } from '@karat/producers/gateway';
import { MongoServerError, type Collection } from 'mongodb';
import type { Doorway } from '../tariff/figure-door.ts';
import type { StoredVersion } from '@karat/schemas';

/** What became, or would become, of a version that is added. */
export interface AddOutcome {
  /** `different`: the version exists with other content, and stays as it is. */
  readonly outcome: 'added' | 'no-change' | 'different';
  readonly version: string;
  readonly contentHash: string;
}

/** A version that is added by somebody. */
export interface Addition<T> {
  readonly content: T;
  readonly addedAt: Date;
  readonly by: string;
}

/** Versions of one kind, which are added and never changed. */
export interface Versions<T> {
  /** An addition that is made again, after a crash, was `added`, not `no-change`. */
  readonly add: (addition: Addition<T>) => Promise<AddOutcome>;
  /** What `add` would come to now. */
  readonly rehearse: (content: T) => Promise<AddOutcome>;
  /**
   * A version; null when there is none.
   * @throws `invariant-violated` when it is not what was added: somebody has changed it in place.
   */
  readonly find: (version: string) => Promise<{ stored: StoredVersion; content: T } | null>;
  /** All of them without their content, the newest first. */
  readonly all: () => Promise<readonly Omit<StoredVersion, 'content'>[]>;
}

/** What a write has to survive: a price that names a version is worth nothing without it. */
export const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** Opens the versions of a collection; `parse` is the door that each went through when added. */
export function openVersions<T extends { readonly version: string }>(
  versions: Collection<StoredVersion>,
  parse: (given: unknown) => Doorway<T>,
): Versions<T> {
  const rehearse = async (content: T): Promise<AddOutcome> => {
    const contentHash = bodyHashOf(content);
    const stored = await versions.findOne({ _id: content.version });
    const outcome = stored === null ? 'added' : sameOrNot(stored, contentHash);
    return { outcome, version: content.version, contentHash };
  };
  return {
    rehearse,
    add: async ({ content, addedAt, by }) => {
      const contentHash = bodyHashOf(content);
      const { version } = content;
      const text = JSON.stringify(content);
      try {
        const stored = { _id: version, content: text, contentHash, addedAt, by };
        await versions.insertOne(stored, DURABLE);
        return { outcome: 'added', version, contentHash };
      } catch (error) {
        // Of two who add the same version at once one is first, and the other compares with it.
        if (!isDuplicate(error)) throw error;
        const again = await rehearse(content);
        const isOwn = await versions.findOne({ _id: version, contentHash, addedAt, by });
        return isOwn === null ? again : { ...again, outcome: 'added' };
      }
    },
    find: async (version) => {
      const stored = await versions.findOne({ _id: version });
      return stored === null ? null : { stored, content: contentOf(stored, parse) };
    },
    all: () =>
      versions
        .find({}, { projection: { content: 0 } })
        .sort({ addedAt: -1, _id: 1 })
        .toArray(),
  };
}

/** Whether an insert failed because the id is taken. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

function sameOrNot(stored: StoredVersion, contentHash: string): 'no-change' | 'different' {
  return stored.contentHash === contentHash ? 'no-change' : 'different';
}

function contentOf<T>(stored: StoredVersion, parse: (given: unknown) => Doorway<T>): T {
  const given: unknown = JSON.parse(stored.content);
  // What stands there is hashed, not what the door makes of it: the door may learn more one day.
  const parsed = parse(given);
  if (parsed.ok && bodyHashOf(given) === stored.contentHash) return parsed.value;
  const faults = parsed.ok ? 'other content' : parsed.faults.join('; ');
  const message = `Expected version ${stored._id} as it was added, with hash ${stored.contentHash}, got: ${faults}`;
  throw new PlatformError('invariant-violated', message, { context: { version: stored._id } });
}
