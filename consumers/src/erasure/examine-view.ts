import { entryKey } from '@karat/projections';
import type { Db } from 'mongodb';
import type { ViewDocument } from '../projector/view-document.ts';
import type { OpenView } from '../projector/projector.ts';
import type { Erasure } from './erasure-document.ts';
import { leftPersonal, withoutPersonal } from './left-personal.ts';
import { rid, waits, type Examined, type SinkStores } from './sink.ts';

/**
 * A view is read again once it stands behind the erasure: what it shows of the order then shows no
 * personal data. Copies beside the live one are blanked, because nobody folds on in them.
 */
export function examineView(name: string) {
  return async (erasure: Erasure, { views, viewCrm }: SinkStores): Promise<Examined> => {
    const view = views.find(({ projection }) => projection.name === name);
    if (view === undefined) return waits(`the view ${name} is not opened`);
    const id = await view.store.active();
    if (id === null) return waits(`${name} has no live generation of this log`);
    const live = await examineLive(view, id, erasure);
    if (!live.isRid || !view.projection.personal) return live;
    const blanked = await blankCopies(viewCrm, { name, liveId: id, orderId: erasure._id });
    return rid(`${live.evidence}; ${String(blanked)} copies beside it blanked`);
  };
}

async function examineLive(view: OpenView, id: string, erasure: Erasure): Promise<Examined> {
  const { partition, offset, version, _id: orderId } = erasure;
  const generation = view.store.generation(id);
  const keys = [orderId, ...entryKeysOf(view, erasure)];
  const { views, position } = await generation.read(partition, keys);
  const { name } = view.projection;
  if (position <= BigInt(offset)) {
    return waits(`${name} stands at ${String(position)}, the erasure at ${offset}`);
  }
  const left = [...views.values()].flatMap((shown) => leftPersonal(shown));
  if (left.length > 0) return waits(`${name} still shows ${left.join(', ')}`);
  const what = views.size === 0 ? 'shows nothing of the order' : 'read again, nothing personal';
  return rid(
    `${name} at ${String(position)}, past ${offset} (version ${String(version)}): ${what}`,
  );
}

/** The keys of all that events up to the erasure have left; those of first parts, as of today. */
function entryKeysOf({ projection }: OpenView, { _id, version }: Erasure): readonly string[] {
  if (projection.entryOf === undefined) return [];
  return Array.from({ length: version }, (_, index) => {
    return entryKey(_id, { version: index + 1, part: 0 });
  });
}

interface Copies {
  /** Name of the view. */
  readonly name: string;
  readonly liveId: string;
  readonly orderId: string;
}

/**
 * Blanked and not deleted: a copy may be one that is just being folded, which would miss its
 * document at the next event of the order.
 */
async function blankCopies(db: Db, { name, liveId, orderId }: Copies): Promise<number> {
  const found = await db.listCollections({}, { nameOnly: true }).toArray();
  const copies = found
    .map((collection) => collection.name)
    .filter((collection) => {
      if (!collection.startsWith(`${name}_`) || collection.endsWith('_positions')) return false;
      return collection !== `${name}_${liveId}`;
    });
  let blanked = 0;
  for (const copy of copies) {
    const documents = db.collection<ViewDocument>(copy);
    const document = await documents.findOne({ _id: orderId });
    if (document === null || leftPersonal(document).length === 0) continue;
    const { _id, ...rest } = withoutPersonal(document);
    const { modifiedCount } = await documents.updateOne(
      { _id, version: rest.version },
      { $set: rest },
    );
    blanked += modifiedCount;
  }
  return blanked;
}
