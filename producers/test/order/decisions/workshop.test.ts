import type { OrderCommand, OrderEvent } from '@karat/schemas';
import test from 'ava';
import { actorOf, givenOrder, lifeUntil, NOW } from '../../support/given-order.ts';

const anna = actorOf('operator', 'anna');
const boris = actorOf('operator', 'boris');
const petra = actorOf('supervisor', 'petra');
const claim: OrderCommand = { type: 'ClaimOrder', data: {} };
const approved = lifeUntil('ManufacturingApproved');
const claimed = lifeUntil('OrderClaimed');
const completed = lifeUntil('ManufacturingCompleted');

function assign(operatorId: string): OrderCommand {
  return { type: 'AssignOrder', data: { operatorId } };
}

function assigned(operatorId: string): OrderEvent {
  return { type: 'OrderAssigned', data: { operatorId } };
}

function handOver(operatorId: string): OrderCommand {
  return { type: 'HandOverOrder', data: { operatorId } };
}

const handedOver: OrderEvent = {
  type: 'OrderHandedOver',
  data: { fromOperatorId: 'anna', operatorId: 'boris' },
};

test('an assigned order is claimed by its operator and by nobody else', (t) => {
  givenOrder(t, approved).when(assign('boris'), petra).then(assigned('boris'));
  const order = givenOrder(t, [...approved, assigned('boris')]);
  order.when(claim, anna).thenRefused('assigned-to-other', 'Expected operator boris, got anna');
  order.when(claim, boris).then({ type: 'OrderClaimed', data: { operatorId: 'boris' } });
});

test('an assignment is made once, and another one takes its place', (t) => {
  const order = givenOrder(t, [...approved, assigned('boris')]);
  order.when(assign('boris'), petra).thenNothing();
  order.when(assign('anna'), petra).then(assigned('anna'));
});

test('an order in work is not assigned, and a nameless operator gets none', (t) => {
  givenOrder(t, claimed).when(assign('boris'), petra).thenRefused('illegal-transition');
  givenOrder(t, approved)
    .when(assign(''), petra)
    .thenRefused('validation', 'Expected operatorId of 1 to 200 characters, got 0');
});

test('whoever gives an assigned order back gives it to everybody', (t) => {
  const released: OrderEvent = { type: 'OrderReleased', data: { operatorId: 'boris' } };
  const taken: OrderEvent = { type: 'OrderClaimed', data: { operatorId: 'boris' } };
  givenOrder(t, [...approved, assigned('boris'), taken, released])
    .when(claim, anna)
    .then({ type: 'OrderClaimed', data: { operatorId: 'anna' } });
});

test('an order handed over is the other operator’s at once', (t) => {
  givenOrder(t, claimed).when(handOver('boris'), petra).then(handedOver);
  const order = givenOrder(t, [...claimed, handedOver]);
  order.when(handOver('boris'), petra).thenNothing();
  order.when(claim, boris).thenNothing();
  order.when(claim, anna).thenRefused('already-claimed');
  order.when({ type: 'ReleaseOrder', data: {} }, anna).thenRefused('not-your-order');
  order
    .when({ type: 'ReleaseOrder', data: {} }, boris)
    .then({ type: 'OrderReleased', data: { operatorId: 'boris' } });
});

test('an order that nobody works on is not handed over', (t) => {
  givenOrder(t, approved).when(handOver('boris'), petra).thenRefused('illegal-transition');
  givenOrder(t, claimed).when(handOver(''), petra).thenRefused('validation');
});

const defect = { itemId: 'ring', code: 'casting-porosity', description: null };
const report: OrderCommand = { type: 'ReportDefect', data: defect };

test('a defect brings the order back to the queue and takes the reward back whole', (t) => {
  const reported: OrderEvent = {
    type: 'DefectReported',
    data: {
      ...defect,
      defects: 1,
      operatorId: 'anna',
      rewardTakenBackMinor: 500,
      currency: 'EUR',
    },
  };
  for (const events of [completed, lifeUntil('PackagingStarted')]) {
    givenOrder(t, events).when(report, actorOf('logistics')).then(reported);
  }
  const order = givenOrder(t, [...completed, reported]);
  order.when(claim, boris).then({ type: 'OrderClaimed', data: { operatorId: 'boris' } });
  order.when(report, actorOf('logistics')).thenRefused('illegal-transition');
});

test('a defect found during the work takes no reward, for none was earned', (t) => {
  givenOrder(t, claimed)
    .when(report, anna)
    .then({
      type: 'DefectReported',
      data: { ...defect, defects: 1, operatorId: 'anna', rewardTakenBackMinor: 0, currency: null },
    });
});

test('a defect of no known piece, of no known kind or without end is refused', (t) => {
  const order = givenOrder(t, completed);
  const of = (changes: object): OrderCommand => ({
    type: 'ReportDefect',
    data: { ...defect, ...changes },
  });
  order
    .when(of({ itemId: 'nose' }), anna)
    .thenRefused('validation', 'Expected an item of the order, got "nose"; it has ring');
  order
    .when(of({ code: 'Big Hole' }), anna)
    .thenRefused('validation', 'Expected code as a code like customer-request, got "Big Hole"');
  order
    .when(of({ description: Buffer.alloc(8_193) }), anna)
    .thenRefused('validation', 'Expected description of 1 to 8192 bytes, got 8193');
});

test('a reward is neither negative nor a fraction, and its currency has a name', (t) => {
  const order = givenOrder(t, claimed);
  const reward = (rewardMinor: number, currency = 'EUR'): OrderCommand => ({
    type: 'CompleteManufacturing',
    data: { rewardMinor, currency, rewardTariffVersion: '1' },
  });
  order.when(reward(-1), anna).thenRefused('validation');
  order.when(reward(1.5), anna).thenRefused('validation');
  order.when(reward(Number.NaN), anna).thenRefused('validation');
  order
    .when(reward(1, 'euro'), anna)
    .thenRefused('validation', 'Expected currency as an ISO 4217 code, got "euro"');
});

test('a parcel without a name or a number is not shipped', (t) => {
  givenOrder(t, lifeUntil('PackagingStarted'))
    .when({ type: 'ShipOrder', data: { carrier: '', trackingNumber: '' } }, actorOf('logistics'))
    .thenRefused(
      'validation',
      'Expected carrier of 1 to 200 characters, got 0; ' +
        'Expected trackingNumber of 1 to 200 characters, got 0',
    );
});

test('packing, shipping and closing follow one another and nothing else', (t) => {
  const pack: OrderCommand = { type: 'StartPackaging', data: {} };
  const close: OrderCommand = { type: 'CloseOrder', data: {} };
  const logistics = actorOf('logistics');
  givenOrder(t, completed).when(pack, logistics).then({ type: 'PackagingStarted', data: {} });
  givenOrder(t, lifeUntil('OrderShipped'))
    .when(close, logistics)
    .then({ type: 'OrderClosed', data: {} });
  givenOrder(t, completed).when(close, logistics).thenRefused('illegal-transition');
  givenOrder(t, claimed)
    .when(pack, logistics, { decidedAt: NOW })
    .thenRefused(
      'illegal-transition',
      'Expected status MANUFACTURING_COMPLETED for StartPackaging, got MANUFACTURING_STARTED',
    );
});
