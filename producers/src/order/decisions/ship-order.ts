import type { ShipOrder } from '@karat/schemas';
import { accepted, refused, type Decision } from '../decision.ts';

/** The parcel leaves under a number by which it can be followed. */
export function shipOrder(parcel: ShipOrder): Decision {
  if (parcel.carrier === '' || parcel.trackingNumber === '') {
    return refused('validation', 'Expected a carrier and a trackingNumber, got an empty one');
  }
  return accepted({ type: 'OrderShipped', data: parcel });
}
