export type { DemoModel } from './demo-model.ts';
export { generateModel } from './generate-model.ts';
export { generatePendant, type PendantParameters } from './pendant.ts';
export { generateRing, type RingParameters } from './ring.ts';
export { generateSignet, type SignetParameters } from './signet.ts';
export { writeBinaryStl } from './write-binary-stl.ts';
export type { Point, Triangle } from './grid-mesh.ts';
