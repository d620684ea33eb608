import type { CompleteManufacturing } from '@karat/schemas';
import { accepted, type Decision, type DecisionContext } from '../decision.ts';
import { currencyFault, moneyFault, textFault, unlessFaulty } from '../faults.ts';
import { notYourOrder } from './not-your-order.ts';

/** The operator who claimed the order has finished it and earned the reward. */
export function completeManufacturing(
  reward: CompleteManufacturing,
  context: DecisionContext,
): Decision {
  const operatorId = context.order.claim?.operatorId;
  if (operatorId !== context.actor.id) return notYourOrder(context);
  const faults = [
    moneyFault('rewardMinor', reward.rewardMinor),
    currencyFault('currency', reward.currency),
    textFault('rewardTariffVersion', reward.rewardTariffVersion),
  ];
  return unlessFaulty(faults, () =>
    accepted({ type: 'ManufacturingCompleted', data: { operatorId, ...reward } }),
  );
}
