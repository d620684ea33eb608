import type { AddNote } from '@karat/schemas';
import { accepted, type Decision, type DecisionContext } from '../decision.ts';
import { sealedFault, unlessFaulty } from '../faults.ts';
import { erasedFault } from './erased-fault.ts';

/** A note is written on the order. */
export function addNote(note: AddNote, { order }: DecisionContext): Decision {
  return unlessFaulty([sealedFault('text', note.text), erasedFault(order)], () =>
    accepted({ type: 'NoteAdded', data: note }),
  );
}
