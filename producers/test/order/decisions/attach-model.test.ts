import type { OrderCommand } from '@karat/schemas';
import test from 'ava';
import { actorOf, givenOrder, lifeUntil } from '../../support/given-order.ts';

const shop = actorOf('storefront');
const model = {
  ...{ itemId: 'ring', modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 684 },
  ...{ modelOwner: null, modelUnit: null },
};

test('the same model in another unit is another model, and in the same one it is none', (t) => {
  const attach = (modelUnit: string | null): OrderCommand => {
    return { type: 'AttachModel', data: { ...model, modelUnit } };
  };
  const attached = givenOrder(t, lifeUntil('ModelAttached'));
  attached.when(attach('cm'), shop).then({
    type: 'ModelAttached',
    data: { ...model, modelUnit: 'cm' },
  });
  attached.when(attach(null), shop).thenNothing();
  attached.when(attach('parsec'), shop).thenRefused('validation');
});
