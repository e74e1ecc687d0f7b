import type { Schema } from '../../api/types';
import type { Measure } from '../../lib/amounts';
import { addDays, dayOf, formatTime, instantOf } from '../../lib/dates';

/** What a person has typed of an activity; days and times by the organisation's clocks. */
export interface Draft {
  kind: string;
  day: string;
  /** Of what is measured in days: its last day. */
  lastDay: string;
  begins: string;
  ends: string;
  topic: string;
  place: string;
  leader: string;
  /** Hours that count, where they are fewer than lie between the times; empty: all of them. */
  hours: string;
}

const MINUTE_MS = 60_000;
const MINUTES = 60;
const MIDNIGHT = '00:00';

export const TIMES = { begins: '19:00', ends: '20:30' } as const;

/** A form's beginning: a plan lies a week ahead, what was held was yesterday evening or, by the evening, today. */
export function newDraft(kind: string, act: 'plan' | 'hold', today: string, now: string): Draft {
  const day = act === 'plan' ? addDays(today, 7) : now >= TIMES.ends ? today : addDays(today, -1);
  return { kind, day, lastDay: day, ...TIMES, topic: '', place: '', leader: '', hours: '' };
}

/** What was planned or recorded, to be changed. */
export function draftOf({ activity, leader }: Pick<Schema<'ActivityDetail'>, 'activity' | 'leader'>, zone: string): Draft {
  const between = (Date.parse(activity.to) - Date.parse(activity.from)) / MINUTE_MS;
  return {
    kind: activity.kind.id,
    day: dayOf(activity.from, zone),
    lastDay: dayOf(new Date(Date.parse(activity.to) - 1), zone),
    begins: formatTime(activity.from, zone),
    ends: formatTime(activity.to, zone),
    topic: activity.topic,
    place: activity.place?.id ?? '',
    leader: leader?.id ?? '',
    hours: activity.measure === 'hours' && activity.amount !== between ? String(activity.amount / MINUTES) : '',
  };
}

type Input = Pick<Schema<'PlanChange'>, 'from' | 'to' | 'amount' | 'place' | 'topic' | 'leader'>;

/** The request's part that says what, when and where. `now` ends the last day of what was held up to today. */
export function inputOf(draft: Draft, measure: Measure, zone: string, now: Date): Input {
  const whole = measure === 'days';
  const end = whole ? instantOf(addDays(draft.lastDay, 1), MIDNIGHT, zone) : instantOf(draft.day, draft.ends, zone);
  const begun = instantOf(draft.day, whole ? MIDNIGHT : draft.begins, zone);
  const soFar = whole && Date.parse(begun) < now.getTime() && now.getTime() < Date.parse(end);
  return {
    from: begun,
    to: soFar ? now.toISOString() : end,
    amount: measure === 'hours' && Number(draft.hours) > 0 ? Math.round(Number(draft.hours) * MINUTES) : undefined,
    place: draft.place || undefined,
    topic: draft.topic.trim() || undefined,
    leader: draft.leader || undefined,
  };
}

/** Whether the end lies after the beginning. */
export function inOrder(draft: Draft, measure: Measure): boolean {
  return measure === 'days' ? draft.day <= draft.lastDay : draft.begins < draft.ends;
}
