/** The unit that the numbers of a model are in; published in requests and events, so the names are a format. */
export type ModelUnit = 'micron' | 'mm' | 'cm' | 'm' | 'in' | 'ft';

const MM: Readonly<Record<ModelUnit, number>> = {
  micron: 0.001,
  mm: 1,
  cm: 10,
  m: 1000,
  in: 25.4,
  ft: 304.8,
};

/** The units that a model can be in. */
export const MODEL_UNITS = Object.keys(MM) as readonly ModelUnit[];

/** Whether a text is the name of a unit. */
export function isModelUnit(text: string): text is ModelUnit {
  return MODEL_UNITS.some((unit) => unit === text);
}

/** How many millimetres one of a unit is. */
export function millimetresPer(unit: ModelUnit): number {
  return MM[unit];
}
