import { Refused, sendCommand } from './api-client.js';
import { createLane } from './lane.js';
import { askForParcel } from './order-row.js';

/**
 * What each role sees and can do. A lane shows the orders of one status; `mine` only those that the
 * signed-in operator works on.
 */
export function lanesOf(me, { onTaken, onChanged }) {
  const command = (verb) => async (row, body) => {
    const done = await sendCommand(row.orderId, verb, body);
    onChanged({ ...row, ...done, operatorId: verb === 'claim' ? me.id : null });
  };
  const action = (verb, label, done, kind = 'plain') => {
    return { verb, label, done, kind, run: command(verb) };
  };
  const claim = {
    ...action('claim', 'Claim', 'Yours', 'primary'),
    explain: (error, row) => {
      if (!(error instanceof Refused) || error.slug !== 'already-claimed') return null;
      onTaken(row, error.problem.claimedBy);
      return `Taken by ${error.problem.claimedBy}`;
    },
  };
  const queue = {
    status: 'MANUFACTURING_APPROVED',
    mine: false,
    title: 'To make, most urgent first',
    empty: 'Nothing waits to be made.',
    actions: me.role === 'operator' ? [claim] : [],
  };
  const work = {
    status: 'MANUFACTURING_STARTED',
    mine: me.role === 'operator',
    title: me.role === 'operator' ? 'My work' : 'In work',
    empty: me.role === 'operator' ? 'Claim an order to begin.' : 'Nobody is at work.',
    actions: [
      ...(me.role === 'operator' ? [action('complete', 'Complete', 'Completed', 'primary')] : []),
      action('release', 'Release', 'Released'),
    ],
  };
  const lanes = me.role === 'logistics' ? logisticsLanes(action) : [queue, work];
  return lanes.map((lane) => ({ ...lane, ...createLane(lane) }));
}

function logisticsLanes(action) {
  const ship = { ...action('ship', 'Ship', 'Handed over', 'primary'), ask: askForParcel };
  return [
    {
      status: 'MANUFACTURING_COMPLETED',
      title: 'To pack',
      empty: 'Nothing waits to be packed.',
      actions: [action('pack', 'Pack', 'Being packed', 'primary')],
    },
    {
      status: 'PACKAGING',
      title: 'Being packed',
      empty: 'Nothing is being packed.',
      actions: [ship],
    },
    {
      status: 'SHIPPED',
      title: 'On the way',
      empty: 'Nothing is on the way.',
      actions: [action('close', 'Delivered', 'Closed', 'primary')],
    },
  ];
}
