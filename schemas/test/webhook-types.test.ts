import test from 'ava';
import { EVENT_TYPES } from '../src/records.ts';
import { isToldToSellers, WEBHOOK_TYPES } from '../src/webhook-types.ts';

test('sellers are told what becomes of their orders, and not who works or what is noted', (t) => {
  t.deepEqual(
    EVENT_TYPES.filter((type) => !isToldToSellers(type)),
    [
      'NoteAdded',
      'NoticeRecorded',
      'OrderAssigned',
      'OrderHandedOver',
      'OrderStuck',
      'PersonalDataErased',
    ],
  );
  t.true(WEBHOOK_TYPES.includes('order.overdue'));
  t.true(WEBHOOK_TYPES.includes('order.defect_reported'));
  t.false(WEBHOOK_TYPES.includes('order.note_added'));
});
