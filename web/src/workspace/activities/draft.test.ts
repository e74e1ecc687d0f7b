import { describe, expect, it } from 'vitest';
import { draftOf, inOrder, inputOf, newDraft } from './draft';

const ZONE = 'Asia/Shanghai';
const NOW = new Date('2026-11-26T04:00:00Z');
const evening = { ...newDraft('class', 'hold', '2026-11-26', '12:00'), topic: ' 条例 ' };

describe('a draft of an activity', () => {
  it('begins yesterday for what was held, today once the evening is over, and ahead for a plan', () => {
    expect(evening.day).toBe('2026-11-25');
    expect(newDraft('', 'hold', '2026-11-26', '21:00').day).toBe('2026-11-26');
    expect(newDraft('', 'plan', '2026-11-26', '21:00').day).toBe('2026-12-03');
  });

  it('becomes instants by the clocks of the organisation, and leaves out what was not typed', () => {
    expect(inputOf(evening, 'hours', ZONE, NOW)).toEqual({ from: '2026-11-25T11:00:00Z', to: '2026-11-25T12:30:00Z', topic: '条例' });
    expect(inputOf({ ...evening, hours: '1' }, 'hours', ZONE, NOW).amount).toBe(60);
  });

  it('takes whole days to the end of the last, or as far as today has come', () => {
    const days = { ...evening, day: '2026-11-23', lastDay: '2026-11-24' };
    expect(inputOf(days, 'days', ZONE, NOW)).toMatchObject({ from: '2026-11-22T16:00:00Z', to: '2026-11-24T16:00:00Z' });
    expect(inputOf({ ...days, lastDay: '2026-11-26' }, 'days', ZONE, NOW).to).toBe(NOW.toISOString());
  });

  it('knows an end before the beginning', () => {
    expect(inOrder({ ...evening, ends: '18:00' }, 'hours')).toBe(false);
    expect(inOrder({ ...evening, lastDay: '2026-11-24' }, 'days')).toBe(false);
    expect(inOrder(evening, 'times')).toBe(true);
  });

  it('comes back from what was recorded, with the hours that counted', () => {
    const activity = {
      id: '1', unit: { id: '2', name: '支部', kind: 'branch' }, kind: { id: 'class', title: '学习班' }, measure: 'hours' as const, pairOnly: false,
      state: 'held' as const, from: '2026-11-25T11:00:00Z', to: '2026-11-25T12:30:00Z', amount: 60, place: null, hardPlace: false, topic: '条例', version: 1,
    };
    const draft = draftOf({ activity, leader: null }, ZONE);
    expect(draft).toEqual({ ...evening, topic: '条例', hours: '1' });
  });
});
