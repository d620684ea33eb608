import type { Db, Document } from 'mongodb';

/** How the server has carried out a query. */
export interface ProfiledQuery {
  /** e.g. `IXSCAN { status: 1 }`. */
  readonly plan: string;
  /** Whether it sorted what it had found, instead of finding it in order. */
  readonly hasSorted: boolean;
  readonly documentsRead: number;
  readonly returned: number;
}

/** Runs work and gives what the server did for it in the collections of a view. */
export async function profiled(
  db: Db,
  view: string,
  work: () => Promise<unknown>,
): Promise<readonly ProfiledQuery[]> {
  await db.command({ profile: 0 });
  await db
    .collection('system.profile')
    .drop()
    .catch(() => false);
  await db.command({ profile: 2 });
  await work();
  await db.command({ profile: 0 });
  const found = await db
    .collection('system.profile')
    .find({ op: { $in: ['query', 'command'] }, planSummary: { $exists: true } })
    .toArray();
  const own = found.filter(({ ns }) => isOf(view, String(ns).slice(db.databaseName.length + 1)));
  return own.map(toQuery);
}

function isOf(view: string, collection: string): boolean {
  return collection.startsWith(`${view}_`) && !collection.endsWith('_positions');
}

function toQuery({ planSummary, hasSortStage, docsExamined, nreturned }: Document): ProfiledQuery {
  return {
    plan: String(planSummary),
    hasSorted: hasSortStage === true,
    documentsRead: Number(docsExamined),
    returned: Number(nreturned),
  };
}
