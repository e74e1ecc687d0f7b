import type { Schema } from '../../api/types';

export type Presence = Schema<'Presence'>;

/** What was ticked of one person: everybody is present until it is said otherwise. */
export interface Mark {
  presence: Presence;
  reason: string;
}

export type Marks = Record<string, Mark>;

/** Somebody who stands in the sheet: the members of that day, and guests of an earlier record. */
export interface Listed {
  person: string;
  name: string;
  guest: boolean;
}

export const PRESENT: Mark = { presence: 'present', reason: '' };

export function markOf(marks: Marks, person: string): Mark {
  return marks[person] ?? PRESENT;
}

/** The rows of the sheet, one for each person. */
export function sheetOf(listed: readonly Pick<Listed, 'person'>[], marks: Marks): Schema<'Sheet'> {
  return listed.map(({ person }) => {
    const { presence, reason } = markOf(marks, person);
    return presence === 'excused' ? { person, presence, reason: reason.trim() } : { person, presence };
  });
}

/** The first of those excused for whom no reason is written yet. */
export function withoutReason(listed: readonly Listed[], marks: Marks): Listed | undefined {
  return listed.find(({ person }) => markOf(marks, person).presence === 'excused' && markOf(marks, person).reason.trim() === '');
}

export function countsOf(listed: readonly Pick<Listed, 'person'>[], marks: Marks): Record<Presence, number> {
  const counts: Record<Presence, number> = { present: 0, late: 0, excused: 0, absent: 0 };
  for (const { person } of listed) counts[markOf(marks, person).presence] += 1;
  return counts;
}

/** The marks of what was recorded before, for a correction. */
export function marksOf(recorded: readonly Schema<'AttendanceMark'>[]): Marks {
  return Object.fromEntries(recorded.map(({ person, presence, reason }) => [person.id, { presence, reason }]));
}

/** Members of the day, then the guests of the record that are no members of that day. */
export function listedOf(members: Schema<'Roster'>['members'], recorded: readonly Schema<'AttendanceMark'>[]): Listed[] {
  const known = new Set(members.map(({ person }) => person));
  return [
    ...members.map(({ person, name }) => ({ person, name, guest: false })),
    ...recorded.filter((mark) => mark.guest && !known.has(mark.person.id)).map(({ person }) => ({ person: person.id, name: person.title, guest: true })),
  ];
}

const KEYS: Record<string, Presence> = { p: 'present', l: 'late', e: 'excused', a: 'absent' };

/** What a key says of the person on whose row it is pressed. */
export function presenceOfKey(key: string): Presence | undefined {
  return KEYS[key.toLowerCase()];
}
