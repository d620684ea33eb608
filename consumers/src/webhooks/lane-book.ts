/** How many lanes there may be. */
export interface LaneLimits {
  /** In all. */
  readonly maxInFlight: number;
  /** To one endpoint. */
  readonly maxPerEndpoint: number;
}

/** Who has a lane and who waits for one. */
export interface LaneBook {
  /** Takes a lane; false when the endpoint has enough of them, or has to wait for its turn. */
  readonly enter: (endpointId: string) => boolean;
  /** Gives a lane up and names who is next to enter, or null. */
  readonly leave: (endpointId: string) => string | null;
  /** Gives way: true, and the endpoint waits again, when others wait for a lane. */
  readonly givesWay: (endpointId: string) => boolean;
}

/** Counts lanes, so that no endpoint can take them all and those without one take turns. */
export function createLaneBook({ maxInFlight, maxPerEndpoint }: LaneLimits): LaneBook {
  const lanesOf = new Map<string, number>();
  const waiting = new Set<string>();
  let taken = 0;
  return {
    enter: (endpointId) => {
      const lanes = lanesOf.get(endpointId) ?? 0;
      if (lanes >= maxPerEndpoint) return false;
      if (taken >= maxInFlight) {
        waiting.add(endpointId);
        return false;
      }
      lanesOf.set(endpointId, lanes + 1);
      taken += 1;
      return true;
    },
    leave: (endpointId) => {
      const left = (lanesOf.get(endpointId) ?? 1) - 1;
      if (left === 0) lanesOf.delete(endpointId);
      else lanesOf.set(endpointId, left);
      taken -= 1;
      const [next = null] = waiting;
      if (next !== null) waiting.delete(next);
      return next;
    },
    givesWay: (endpointId) => {
      if (waiting.size === 0) return false;
      waiting.add(endpointId);
      return true;
    },
  };
}
