import type { Schema } from '../../api/types';
import { shareMet } from '../../lib/amounts';

export type Duty = Schema<'Duty'>;
export type OwedDuty = Schema<'OwedDuty'>;
export type Figures = Schema<'DutyFigures'>;
export type Standing = Schema<'UnitStanding'>;
export type Child = Standing['children'][number];

const NOTHING: Figures = { owing: 0, met: 0, behind: 0, done: 0, missing: 0 };

/** A duty with its figures. */
export interface DutyRow {
  duty: Duty;
  figures: Figures;
}

/** A unit with its figures in one duty. */
export interface UnitRow {
  unit: Schema<'UnitRef'>;
  children: number;
  figures: Figures;
}

/** What is still owed stands first, by its last day; what is met follows. */
export function openFirst(duties: readonly OwedDuty[]): OwedDuty[] {
  return [...duties].sort((one, other) => {
    const met = Number(one.missing === 0) - Number(other.missing === 0);
    return met || one.to.localeCompare(other.to);
  });
}

/** The duties that somebody owes here, with their figures. */
export function dutyRows(standing: Standing): DutyRow[] {
  const rows = standing.duties.map((duty, index) => ({ duty, figures: standing.figures[index] ?? NOTHING }));
  return rows.filter((row) => row.figures.owing > 0);
}

/** The duty of that name, or the first, of those that somebody owes here. */
export function chosenDuty(standing: Standing, name: string | undefined): Duty | undefined {
  const owed = dutyRows(standing).map((row) => row.duty);
  return owed.find((duty) => duty.id === name) ?? owed[0];
}

/** The units directly below with their figures in one duty, the worst first; where nobody owes it, last. */
export function unitRows(standing: Standing, duty: Duty): UnitRow[] {
  const at = standing.duties.findIndex((one) => one.id === duty.id);
  const rows = standing.children.map(({ unit, children, figures }) => ({ unit, children, figures: figures[at] ?? NOTHING }));
  return rows.sort((one, other) => worse(one.figures, other.figures) || one.unit.name.localeCompare(other.unit.name));
}

function worse(one: Figures, other: Figures): number {
  const shares = [shareMet(one.met, one.owing), shareMet(other.met, other.owing)] as const;
  if (shares[0] === null || shares[1] === null) return Number(shares[0] === null) - Number(shares[1] === null);
  return shares[0] - shares[1] || other.behind - one.behind || other.missing - one.missing;
}
