import type { OrderItem } from '@karat/schemas';
import { choiceFault, integerFault, optional, quoted, textFault, type Fault } from './faults.ts';

const MAX_QUANTITY = 999;
const MAX_ITEMS = 100;
/** Stones of a piece, and letters on it: more is a typing error, and would be priced. */
const MAX_EXTRAS = 999;
const SHA256 = /^[0-9a-f]{64}$/;
/** A name of a folder or of the first part of a key, whatever the store is. */
const OWNER = /^[0-9a-z-]{1,64}$/;
const UNITS = ['micron', 'mm', 'cm', 'm', 'in', 'ft'];

/** What is wrong with the pieces of a new order. */
export function itemFaults(items: readonly OrderItem[]): readonly Fault[] {
  if (items.length < 1 || items.length > MAX_ITEMS) {
    return [`Expected 1 to ${String(MAX_ITEMS)} items, got ${String(items.length)}`];
  }
  const twice = new Set(items.map(({ itemId }) => itemId)).size < items.length;
  return [
    twice ? 'Expected a different itemId for each item, got one twice' : null,
    ...items.flatMap(faultsOfItem),
  ];
}

/** What is wrong with a model that is attached to a piece. */
export function modelFaults(model: {
  readonly modelSha256: string;
  readonly modelFormat: string;
  readonly modelBytes: number;
  readonly modelOwner?: string | null;
  readonly modelUnit?: string | null;
}): readonly Fault[] {
  const { modelOwner = null, modelUnit = null } = model;
  return [
    SHA256.test(model.modelSha256)
      ? null
      : 'Expected modelSha256 in 64 hex digits, got something else',
    textFault('modelFormat', model.modelFormat),
    integerFault('modelBytes', model.modelBytes, [1, Number.MAX_SAFE_INTEGER]),
    optional(modelOwner, ownerFault),
    optional(modelUnit, (unit) => choiceFault('modelUnit', unit, UNITS)),
  ];
}

function ownerFault(owner: string): Fault {
  if (OWNER.test(owner)) return null;
  return `Expected modelOwner of 1 to 64 of a-z 0-9 -, got ${quoted(owner)}`;
}

function faultsOfItem(item: OrderItem): readonly Fault[] {
  return [
    textFault('itemId', item.itemId),
    textFault('material', item.material),
    textFault('finish', item.finish),
    integerFault('quantity', item.quantity, [1, MAX_QUANTITY]),
    integerFault('stones', item.stones ?? 0, [0, MAX_EXTRAS]),
    integerFault('engravedLetters', item.engravedLetters ?? 0, [0, MAX_EXTRAS]),
    ...faultsOfItsModel(item),
  ];
}

/** A model is there with all it needs, or not at all. */
function faultsOfItsModel(item: OrderItem): readonly Fault[] {
  const { itemId, modelSha256, modelFormat, modelBytes } = item;
  if (modelSha256 !== null && modelFormat !== null && modelBytes !== null) {
    return modelFaults({ ...item, modelSha256, modelFormat, modelBytes });
  }
  const stray = [modelSha256, modelFormat, modelBytes].some((field) => field !== null);
  return [
    optional(stray ? itemId : null, (id) => {
      return `Expected a whole model or none for ${id}, got a part of one`;
    }),
  ];
}
