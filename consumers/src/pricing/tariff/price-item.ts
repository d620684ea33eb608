import type { OrderItem, PricedItem } from '@karat/schemas';
import type { MeshAnalysis } from '../mesh/mesh-analysis.ts';
import { basisOf, type OrderTerms, type TariffLines } from './price-basis.ts';
import { priceFromBasis } from './price-from-basis.ts';
import type { Tariff } from './tariff.ts';

/** What is priced: an item of an order and the model it has. */
export interface MeasuredItem {
  readonly item: OrderItem;
  readonly modelSha256: string;
  readonly analysis: MeshAnalysis;
}

/** An item with its price, and how long it is worked on, milliseconds. */
export interface ItemPrice {
  readonly item: PricedItem;
  readonly workMs: number;
}

/** Prices one item: copies the figures that count out of the tariff, and reckons from those alone. */
export function priceItem(
  { item, modelSha256, analysis }: MeasuredItem,
  lines: TariffLines,
  terms: OrderTerms & { readonly tariff: Tariff },
): ItemPrice {
  const { material, finish, quantity } = item;
  const { volumeMm3, areaMm2, boundingBoxMm, triangles } = analysis;
  const { solidVolumeMm3 } = analysis;
  const basis = basisOf(item, lines, terms);
  const charged = { volumeMm3: solidVolumeMm3, areaMm2, boundingBoxMm, quantity };
  const figures = priceFromBasis(charged, basis);
  const { metalMassMg, machineTimeMs, parts, amountMinor, workMs } = figures;
  const priced: PricedItem = {
    itemId: item.itemId,
    modelSha256,
    volumeMm3,
    areaMm2,
    boundingBoxMm,
    triangles,
    material,
    finish,
    quantity,
    metalMassMg,
    machineTimeMs,
    parts,
    amountMinor,
    solidVolumeMm3,
    basis,
  };
  return { item: priced, workMs };
}
