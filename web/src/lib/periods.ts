export interface NamedPeriod {
  kind: 'year' | 'quarter' | 'month';
  year: number;
  /** Which quarter or month of the year; 1 for a year. */
  part: number;
}

const MONTHS_A_QUARTER = 3;
const MONTHS_A_YEAR = 12;

/** What a period from a first to a last day is called: 2025-04-01 to 2025-06-30 is the second quarter of 2025. */
export function periodOf(from: string, to: string): NamedPeriod {
  const [year = 0, first = 1] = from.split('-').map(Number);
  const last = Number(to.split('-')[1]);
  const months = last - first + 1;
  if (months >= MONTHS_A_YEAR) return { kind: 'year', year, part: 1 };
  if (months === MONTHS_A_QUARTER) return { kind: 'quarter', year, part: (first - 1) / MONTHS_A_QUARTER + 1 };
  return { kind: 'month', year, part: first };
}
