import type { CompleteManufacturing } from '@karat/schemas';

/**
 * What an operator earns for an order finished, whatever is in it. The event records the version, so
 * a later tariff changes nothing that was earned under this one.
 */
export const REWARD_2026_11: CompleteManufacturing = {
  rewardMinor: 1_250,
  currency: 'EUR',
  rewardTariffVersion: 'reward-2026-11',
};
