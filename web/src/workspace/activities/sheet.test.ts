import { describe, expect, it } from 'vitest';
import { sheetOf } from './sheet';

const members = [{ person: '1' }, { person: '2' }, { person: '3' }];

describe('a sheet of attendance', () => {
  it('has everybody present until somebody is ticked off', () => {
    expect(sheetOf(members, {}).map((row) => row.presence)).toEqual(['present', 'present', 'present']);
  });

  it('leaves out who was absent, and keeps why somebody was excused', () => {
    const marks = { '2': { absent: true, reason: ' ' }, '3': { absent: true, reason: ' ill ' } };
    expect(sheetOf(members, marks)).toEqual([
      { person: '1', presence: 'present' },
      { person: '3', presence: 'excused', reason: 'ill' },
    ]);
  });

  it('takes a reason back with the tick', () => {
    expect(sheetOf(members.slice(0, 1), { '1': { absent: false, reason: 'ill' } })).toEqual([{ person: '1', presence: 'present' }]);
  });
});
