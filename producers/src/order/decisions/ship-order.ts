import type { ShipOrder } from '@karat/schemas';
import { accepted, type Decision } from '../decision.ts';
import { textFault, unlessFaulty } from '../faults.ts';

/** The parcel leaves under a number by which it can be followed. */
export function shipOrder(parcel: ShipOrder): Decision {
  const faults = [
    textFault('carrier', parcel.carrier),
    textFault('trackingNumber', parcel.trackingNumber),
  ];
  return unlessFaulty(faults, () => accepted({ type: 'OrderShipped', data: parcel }));
}
