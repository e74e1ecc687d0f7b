import { describe, expect, it } from 'vitest';
import { periodOf } from './periods';

describe('periods', () => {
  it('have the names of the calendar', () => {
    expect(periodOf('2025-01-01', '2025-12-31')).toEqual({ kind: 'year', year: 2025, part: 1 });
    expect(periodOf('2025-10-01', '2025-12-31')).toEqual({ kind: 'quarter', year: 2025, part: 4 });
    expect(periodOf('2024-02-01', '2024-02-29')).toEqual({ kind: 'month', year: 2024, part: 2 });
  });
});
