import type { Measure } from '../../lib/amounts';

/** The periods that a trial may put in the place of a duty's own. */
export const PERIODS = ['year', 'quarter', 'month'] as const;
export type TrialPeriod = (typeof PERIODS)[number];

export interface TrialDraft {
  duty: string;
  /** Minutes, days or times. */
  amount: number;
  per: TrialPeriod | undefined;
}

export const SORTS_OF_TRIAL = ['newly-behind', 'no-longer-behind', 'more-behind', 'behind-then', 'newly-owing', 'unit'] as const;
export type TrialSort = (typeof SORTS_OF_TRIAL)[number];

/** What the server takes at most, in minutes, days or times. */
export const MOST_AMOUNT = 65_534;
const MINUTES_AN_HOUR = 60;

/** "32" hours are 1,920 minutes; nothing for what is no amount. */
export function amountOf(measure: Measure, typed: string): number | undefined {
  const text = typed.trim().replace(',', '.').replace('．', '.');
  if (!/^\d+(\.\d+)?$/.test(text)) return undefined;
  const amount = measure === 'hours' ? Math.round(Number(text) * MINUTES_AN_HOUR) : Number(text);
  return Number.isInteger(amount) && amount >= 1 && amount <= MOST_AMOUNT ? amount : undefined;
}
