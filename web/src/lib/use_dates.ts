import { useOrganisation } from '../api/queries';
import { dayOf, formatDay, formatDeadline, formatDistance, formatDue, formatInstant, formatSpan, formatTime } from './dates';
import { useLanguage } from './use_language';

interface Dates {
  today: string;
  zone: string;
  day: (day: string) => string;
  due: (day: string) => string;
  /** A deadline with its hour, where it has one. */
  deadline: (due: string, day: string) => string;
  distance: (day: string) => string;
  instant: (instant: string) => string;
  /** From one instant to another, without saying a day twice. */
  span: (from: string, to: string) => string;
  dayOf: (instant: string) => string;
  /** What the organisation's clocks show now: "09:30". */
  clock: () => string;
}

/** The formats of dates in the reader's language and the organisation's zone. */
export function useDates(): Dates {
  const language = useLanguage();
  const { zone, today } = useOrganisation();
  return {
    today,
    zone,
    day: (day) => formatDay(day, language),
    due: (day) => formatDue(day, today, language),
    deadline: (due, day) => formatDeadline(due, day, zone, today, language),
    distance: (day) => formatDistance(day, today, language),
    instant: (instant) => formatInstant(instant, zone, language),
    span: (from, to) => formatSpan(from, to, zone, language),
    dayOf: (instant) => dayOf(instant, zone),
    clock: () => formatTime(new Date().toISOString(), zone),
  };
}
