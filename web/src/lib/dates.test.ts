import { describe, expect, it } from 'vitest';
import { addDays, dayOf, daysBetween, formatDay, formatDeadline, formatDistance, formatDue, formatInstant, formatSpan, instantOf } from './dates';

describe('days', () => {
  it('are written as people read them', () => {
    expect(formatDay('2026-11-24', 'en')).toBe('Tue 24 Nov 2026');
    expect(formatDay('2026-09-01', 'en')).toBe('Tue 1 Sep 2026');
    expect(formatDay('2026-11-24', 'zh')).toBe('2026年11月24日 周二');
  });

  it('say how far away they are', () => {
    expect(formatDue('2026-11-24', '2026-11-21', 'en')).toBe('Tue 24 Nov 2026 (in 3 days)');
    expect(formatDue('2026-11-24', '2026-11-21', 'zh')).toBe('2026年11月24日 周二（3天后）');
    expect(formatDistance('2026-11-21', '2026-11-21', 'en')).toBe('today');
    expect(formatDistance('2026-11-16', '2026-11-21', 'en')).toBe('5 days ago');
  });

  it('are counted across months, years and the change of clocks', () => {
    expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  });

  it('that make no sense are shown as they are', () => {
    expect(formatDay('soon', 'en')).toBe('soon');
  });
});

describe('deadlines', () => {
  it('have an hour only where they do not end with the day', () => {
    const shown = (due: string) => formatDeadline(due, '2026-11-24', 'Asia/Shanghai', '2026-11-23', 'en');
    expect(shown('2026-11-24T15:59:59Z')).toBe('Tue 24 Nov 2026 (tomorrow)');
    expect(shown('2026-11-24T16:00:00Z')).toBe('Tue 24 Nov 2026 (tomorrow)');
    expect(shown('2026-11-24T02:30:00Z')).toBe('Tue 24 Nov 2026, 10:30 (tomorrow)');
  });
});

describe('instants', () => {
  it('fall on the day of the organisation, not of the browser', () => {
    expect(dayOf('2026-11-23T16:30:00Z', 'Asia/Shanghai')).toBe('2026-11-24');
    expect(dayOf('2026-11-23T16:30:00Z', 'Europe/London')).toBe('2026-11-23');
    expect(formatInstant('2026-11-23T16:30:00Z', 'Asia/Shanghai', 'en')).toBe('Tue 24 Nov 2026, 00:30');
    expect(formatInstant('2026-11-23T01:05:00Z', 'Asia/Shanghai', 'zh')).toBe('2026年11月23日 周一 09:05');
  });
});

describe('a time on a day', () => {
  it('is an instant of its zone', () => {
    expect(instantOf('2026-11-24', '09:30', 'Asia/Shanghai')).toBe('2026-11-24T01:30:00Z');
    expect(instantOf('2026-11-24', '00:15', 'Asia/Shanghai')).toBe('2026-11-23T16:15:00Z');
  });

  it('minds the change of the clocks', () => {
    expect(instantOf('2026-03-29', '01:30', 'Europe/Berlin')).toBe('2026-03-29T00:30:00Z');
    expect(instantOf('2026-03-29', '03:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z');
    expect(instantOf('2026-07-01', '12:00', 'Europe/Berlin')).toBe('2026-07-01T10:00:00Z');
  });
});

describe('a span', () => {
  it('says a day once, both where there are two, and whole days without hours', () => {
    expect(formatSpan('2026-11-24T11:00:00Z', '2026-11-24T12:30:00Z', 'Asia/Shanghai', 'en')).toBe('Tue 24 Nov 2026, 19:00–20:30');
    expect(formatSpan('2026-11-24T11:00:00Z', '2026-11-25T01:00:00Z', 'Asia/Shanghai', 'en')).toBe('Tue 24 Nov 2026, 19:00– Wed 25 Nov 2026, 09:00');
    expect(formatSpan('2026-11-23T16:00:00Z', '2026-11-25T16:00:00Z', 'Asia/Shanghai', 'zh')).toBe('2026年11月24日 周二 – 2026年11月25日 周三');
    expect(formatSpan('2026-11-23T16:00:00Z', '2026-11-24T16:00:00Z', 'Asia/Shanghai', 'en')).toBe('Tue 24 Nov 2026');
  });
});
