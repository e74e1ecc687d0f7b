/** Amounts of duties as figures: minutes become hours; days and times stay what they are. */

export type Measure = 'hours' | 'days' | 'times';

const MINUTES_AN_HOUR = 60;

export interface HoursMinutes {
  hours: number;
  minutes: number;
}

/** 90 minutes are an hour and 30 minutes. */
export function hoursOf(minutes: number): HoursMinutes {
  return { hours: Math.floor(minutes / MINUTES_AN_HOUR), minutes: minutes % MINUTES_AN_HOUR };
}

/** The amount as one number of its measure, for columns and files: 90 minutes are 1.5 hours. */
export function numberOf(measure: Measure, amount: number): number {
  return measure === 'hours' ? Math.round((amount * 100) / MINUTES_AN_HOUR) / 100 : amount;
}

/** How far one is, never beyond the whole. A quota of nothing is done. */
export function progressOf(done: number, quota: number): { value: number; max: number } {
  if (quota <= 0) return { value: 1, max: 1 };
  return { value: Math.max(0, Math.min(done, quota)), max: quota };
}

/**
 * The share that has met a duty, in per cent with one decimal; null where nobody owes it. Rounded towards the middle: 100
 * means all of them and 0 none.
 */
export function shareMet(met: number, owing: number): number | null {
  if (owing <= 0) return null;
  if (met >= owing) return 100;
  const tenths = Math.floor((met * 1000) / owing);
  return (met > 0 ? Math.max(tenths, 1) : 0) / 10;
}
