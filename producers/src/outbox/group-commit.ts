/** Hands an item over to the next group; resolves when its group is committed. */
export type GroupCommit<T> = (item: T) => Promise<void>;

/** How a group is committed. */
export interface GroupCommitOptions<T> {
  /** Commits a whole group or nothing; items are in the order in which they came. */
  readonly commit: (items: readonly T[]) => Promise<void>;
  /** Most items in one group, at least 1. */
  readonly maxItems: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Commits what comes while a commit is under way together in the next one: alone an item waits for
 * nobody, and under load the price of a commit is shared. One group at a time also means that
 * commands of one order from this process never compete for its document.
 */
export function createGroupCommit<T>({ commit, maxItems }: GroupCommitOptions<T>): GroupCommit<T> {
  const queue: Waiting<T>[] = [];
  let isRunning = false;

  const run = async (): Promise<void> => {
    isRunning = true;
    for (let group = queue.splice(0, maxItems); group.length > 0;) {
      await commitGroup(commit, group);
      group = queue.splice(0, maxItems);
    }
    isRunning = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      if (!isRunning) void run();
    });
}

async function commitGroup<T>(
  commit: GroupCommitOptions<T>['commit'],
  group: readonly Waiting<T>[],
): Promise<void> {
  try {
    await commit(group.map(({ item }) => item));
    for (const { resolve } of group) resolve();
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}
