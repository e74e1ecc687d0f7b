import type { Schema } from '../../api/types';

/** What was ticked of one member: everybody is present until the tick is taken away; with a reason they are excused. */
export interface Mark {
  absent: boolean;
  reason: string;
}

export type Marks = Record<string, Mark>;

/** The rows of the sheet: who was there, and who was excused. Who stands in no row was absent. */
export function sheetOf(members: readonly { person: string }[], marks: Marks): Schema<'Sheet'> {
  return members.flatMap(({ person }): Schema<'Sheet'> => {
    const mark = marks[person];
    if (!mark?.absent) return [{ person, presence: 'present' }];
    const reason = mark.reason.trim();
    return reason === '' ? [] : [{ person, presence: 'excused', reason }];
  });
}
