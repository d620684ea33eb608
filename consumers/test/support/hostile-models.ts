import { hostile3mfs } from './hostile/hostile-3mfs.ts';
import { hostileGlbs } from './hostile/hostile-glbs.ts';
import type { HostileModel } from './hostile/hostile-model.ts';
import { hostileNumbers } from './hostile/hostile-numbers.ts';
import { hostileObjs } from './hostile/hostile-objs.ts';
import { hostileStls } from './hostile/hostile-stls.ts';
import { hostileXmls } from './hostile/hostile-xmls.ts';
import { hostileZips } from './hostile/hostile-zips.ts';
import { truncatedModels } from './hostile/truncated-models.ts';

/** Files made to break a reader, each another way; made when asked for, because some are large. */
export function hostileModels(): readonly HostileModel[] {
  return [
    ...truncatedModels(),
    ...hostileNumbers(),
    ...hostileStls(),
    ...hostileObjs(),
    ...hostileZips(),
    ...hostileXmls(),
    ...hostile3mfs(),
    ...hostileGlbs(),
  ];
}
