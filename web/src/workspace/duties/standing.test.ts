import { describe, expect, it } from 'vitest';
import type { Duty, Figures, OwedDuty, Standing } from './standing';
import { chosenDuty, dutyRows, openFirst, unitRows } from './standing';

const source = { document: 'Plan', place: '2', quote: '' };

function duty(id: string): Duty {
  return { id, title: id, summary: '', source, owedBy: 'member', measure: 'hours', amount: 960, per: 'a year', of: [], who: [], counts: [], from: '2019-01-01' };
}

function figures(owing: number, met: number): Figures {
  return { owing, met, behind: owing - met, done: met * 960, missing: (owing - met) * 960 };
}

function child(name: string, ...all: Figures[]): Standing['children'][number] {
  return { unit: { id: name, name, kind: 'town' }, children: 0, figures: all };
}

const standing: Standing = {
  unit: { id: 'u', name: 'County', kind: 'county' },
  above: [],
  date: '2026-11-23',
  names: false,
  duties: [duty('visits'), duty('study')],
  figures: [figures(0, 0), figures(17, 8)],
  children: [
    child('All', figures(0, 0), figures(4, 4)),
    child('Nobody', figures(0, 0), figures(0, 0)),
    child('Half', figures(0, 0), figures(4, 2)),
    child('Half of more', figures(0, 0), figures(8, 4)),
    child('None', figures(0, 0), figures(1, 0)),
  ],
};

function owed(id: string, missing: number, to: string): OwedDuty {
  return { duty: duty(id), quota: 960, done: 960 - missing, missing, from: '2026-01-01', to, because: [] };
}

describe('one\'s duties', () => {
  it('have what is still owed first, the nearest day before the others', () => {
    const duties = [owed('met', 0, '2026-11-30'), owed('year', 60, '2026-12-31'), owed('month', 60, '2026-11-30')];
    expect(openFirst(duties).map((item) => item.duty.id)).toEqual(['month', 'year', 'met']);
  });
});

describe('the standing of a unit', () => {
  it('leaves out what nobody owes', () => {
    expect(dutyRows(standing).map((row) => row.duty.id)).toEqual(['study']);
  });

  it('shows the duty asked for, or one that somebody owes', () => {
    expect(chosenDuty(standing, 'study')?.id).toBe('study');
    expect(chosenDuty(standing, 'visits')?.id).toBe('study');
    expect(chosenDuty(standing, 'no-such')?.id).toBe('study');
    expect(chosenDuty({ ...standing, duties: [], figures: [] }, undefined)).toBeUndefined();
  });

  it('has the units below with the worst first', () => {
    const rows = unitRows(standing, duty('study'));
    expect(rows.map((row) => row.unit.name)).toEqual(['None', 'Half of more', 'Half', 'All', 'Nobody']);
    expect(rows[0]?.figures.behind).toBe(1);
  });
});
