import { describe, expect, it } from 'vitest';
import { countsOf, listedOf, marksOf, presenceOfKey, sheetOf, withoutReason, type Marks } from './sheet';

const listed = ['1', '2', '3'].map((person) => ({ person, name: `P${person}`, guest: false }));
const marks: Marks = { '2': { presence: 'late', reason: 'left over' }, '3': { presence: 'excused', reason: ' ill ' } };

describe('a sheet of attendance', () => {
  it('has everybody present until somebody is said to be otherwise', () => {
    expect(sheetOf(listed, {}).map((row) => row.presence)).toEqual(['present', 'present', 'present']);
    expect(countsOf(listed, {})).toEqual({ present: 3, late: 0, excused: 0, absent: 0 });
  });

  it('keeps the reason of those excused, and of nobody else', () => {
    expect(sheetOf(listed, marks)).toEqual([
      { person: '1', presence: 'present' },
      { person: '2', presence: 'late' },
      { person: '3', presence: 'excused', reason: 'ill' },
    ]);
  });

  it('finds who is excused without a reason', () => {
    expect(withoutReason(listed, marks)).toBeUndefined();
    expect(withoutReason(listed, { '2': { presence: 'excused', reason: ' ' } })?.person).toBe('2');
  });

  it('keeps the guests of a record that is corrected', () => {
    const recorded = [
      { person: { id: '1', title: 'P1' }, presence: 'absent' as const, reason: '', guest: false },
      { person: { id: '9', title: 'P9' }, presence: 'present' as const, reason: '', guest: true },
    ];
    expect(listedOf([], recorded)).toEqual([{ person: '9', name: 'P9', guest: true }]);
    expect(marksOf(recorded)['1']?.presence).toBe('absent');
  });

  it('is ticked by one key a person', () => {
    expect(['p', 'L', 'e', 'a', 'x'].map(presenceOfKey)).toEqual(['present', 'late', 'excused', 'absent', undefined]);
  });
});
