/** Dates and times for people, in the organisation's zone. Days are `YYYY-MM-DD`, instants RFC 3339. */

const DAY_MS = 86_400_000;

/** Midnight UTC of a civil day: a number to count days with, never an instant to show. */
function countable(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The civil day on which an instant falls in a zone. */
export function dayOf(instant: string | Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return parts.format(typeof instant === 'string' ? new Date(instant) : instant);
}

/** The instant of a civil day and time ("09:30") in a zone, RFC 3339 in UTC. */
export function instantOf(day: string, time: string, zone: string): string {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const shownAt = (instant: number) => Date.parse(`${dayOf(new Date(instant), zone)}T${formatTime(new Date(instant).toISOString(), zone)}:00Z`);
  // Twice: the first guess may lie on the other side of a change of the clocks.
  let instant = wall;
  for (let round = 0; round < 2; round += 1) instant += wall - shownAt(instant);
  return new Date(instant).toISOString().replace('.000', '');
}

export function daysBetween(from: string, to: string): number {
  return Math.round((countable(to) - countable(from)) / DAY_MS);
}

export function addDays(day: string, days: number): string {
  return new Date(countable(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** "Tue 24 Nov 2026", "2026年11月24日 周二". */
export function formatDay(day: string, language: string): string {
  const date = new Date(countable(day));
  if (Number.isNaN(date.getTime())) return day;
  const utc = { timeZone: 'UTC' } as const;
  if (language === 'zh') {
    const calendar = new Intl.DateTimeFormat('zh-CN', { ...utc, year: 'numeric', month: 'long', day: 'numeric' });
    const weekday = new Intl.DateTimeFormat('zh-CN', { ...utc, weekday: 'short' });
    return `${calendar.format(date)} ${weekday.format(date)}`;
  }
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...utc, ...options }).format(date);
  // Built from parts: the order and the commas of a whole format differ between browsers' versions.
  const month = part({ month: 'short' }).slice(0, 3);
  return `${part({ weekday: 'short' })} ${part({ day: 'numeric' })} ${month} ${part({ year: 'numeric' })}`;
}

/** "in 3 days", "today", "3天后". */
export function formatDistance(day: string, today: string, language: string): string {
  const distance = daysBetween(today, day);
  const format = new Intl.RelativeTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { numeric: 'auto' });
  return format.format(distance, 'day');
}

/** "Tue 24 Nov 2026 (in 3 days)". */
export function formatDue(day: string, today: string, language: string): string {
  const distance = formatDistance(day, today, language);
  return language === 'zh' ? `${formatDay(day, language)}（${distance}）` : `${formatDay(day, language)} (${distance})`;
}

/** A deadline: the day, with the hour where it is not the day's end, and how far away it is. */
export function formatDeadline(due: string, day: string, zone: string, today: string, language: string): string {
  const time = formatTime(due, zone);
  if (time === '23:59' || time === '00:00') return formatDue(day, today, language);
  const distance = formatDistance(day, today, language);
  const moment = formatInstant(due, zone, language);
  return language === 'zh' ? `${moment}（${distance}）` : `${moment} (${distance})`;
}

export function formatTime(instant: string, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false });
  return format.format(new Date(instant));
}

/** "Tue 24 Nov 2026, 09:30". */
export function formatInstant(instant: string, zone: string, language: string): string {
  const day = formatDay(dayOf(instant, zone), language);
  return language === 'zh' ? `${day} ${formatTime(instant, zone)}` : `${day}, ${formatTime(instant, zone)}`;
}

/** "Tue 24 Nov 2026, 19:00–20:30"; over several days, both with their day; whole days without hours. */
export function formatSpan(from: string, to: string, zone: string, language: string): string {
  const last = new Date(Date.parse(to) - 1);
  const [first, end] = [dayOf(from, zone), dayOf(last, zone)];
  if (formatTime(from, zone) === '00:00' && formatTime(to, zone) === '00:00') {
    return first === end ? formatDay(first, language) : `${formatDay(first, language)} – ${formatDay(end, language)}`;
  }
  const until = first === end ? formatTime(to, zone) : ` ${formatInstant(to, zone, language)}`;
  return `${formatInstant(from, zone, language)}–${until}`;
}
