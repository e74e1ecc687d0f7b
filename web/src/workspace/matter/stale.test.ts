import { describe, expect, it } from 'vitest';
import type { Schema } from '../../api/types';
import { entriesSince } from './stale';

function entry(id: string): Schema<'StaffEntry'> {
  const stage = { id: 's', title: 'S' };
  return { id, at: '2026-11-23T00:00:00Z', kind: 'step', step: null, title: id, stage, byRaiser: false, person: null, post: null, unit: null, public: true, told: '', fields: [], attachments: [] };
}

describe('what happened since a matter was read', () => {
  it('is what was not there before', () => {
    expect(entriesSince([entry('1')], [entry('1'), entry('2')]).map((item) => item.id)).toEqual(['2']);
    expect(entriesSince([entry('1')], [entry('1')])).toEqual([]);
  });
});
