import { Button, Select } from '@trussworks/react-uswds';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../../api/client';
import { DataTable, type Column } from '../../components/data_table';
import { Skeleton } from '../../components/skeleton';
import { numberOf, shareMet } from '../../lib/amounts';
import { csvOf, fileNameOf } from '../../lib/csv';
import { useAmounts } from '../../lib/use_amounts';
import { dutyRows, unitRows, type Duty, type Standing, type UnitRow } from './standing';

/** The library that draws is large: it is loaded where something is drawn, and nowhere else. */
const StandingChart = lazy(() => import('./standing_chart').then((module) => ({ default: module.StandingChart })));

const MOST_ROWS = 100;
const MOST_BARS = 30;
/** One bar compares nothing. */
const LEAST_BARS = 2;

/** The units directly below in one duty: chosen, drawn, in a table, and as a file. */
export function UnitsBelow({ standing, duty }: { standing: Standing; duty: Duty }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const navigate = useNavigate({ from: '/work/standing/$unit' });
  const rows = unitRows(standing, duty);
  const owing = rows.filter((row) => row.figures.owing > 0);
  const bars = owing.length >= LEAST_BARS ? owing.slice(0, MOST_BARS) : [];
  return (
    <>
      <div className="standing__bar">
        <div>
          <label className="usa-label" htmlFor="duty">
            {t('standing.choice')}
          </label>
          <Select
            id="duty"
            name="duty"
            value={duty.id}
            onChange={(event) => void navigate({ search: { duty: event.target.value }, replace: true })}
          >
            {dutyRows(standing).map((row) => (
              <option key={row.duty.id} value={row.duty.id}>
                {row.duty.title}
              </option>
            ))}
          </Select>
        </div>
        {rows.length > 0 && <SaveButton standing={standing} duty={duty} rows={rows} />}
      </div>
      {rows.length === 0 && <p>{t('standing.noBelow')}</p>}
      {rows.length > 0 && (
        <div className={bars.length > 0 ? 'standing__below' : undefined}>
          {bars.length > 0 && (
            <Suspense fallback={<Skeleton lines={6} />}>
              <div>
                <StandingChart
                  title={t('standing.chart', { duty: duty.title })}
                  bars={bars.map((row) => {
                    const share = shareMet(row.figures.met, row.figures.owing) ?? 0;
                    const told = { percent: amounts.percent(share), met: amounts.number(row.figures.met), owing: amounts.number(row.figures.owing) };
                    return { name: row.unit.name, share, told: t('standing.of', told) };
                  })}
                />
                {bars.length < owing.length && (
                  <p className="usa-hint">{t('standing.chartSome', { shown: bars.length, count: owing.length })}</p>
                )}
              </div>
            </Suspense>
          )}
          <UnitTable key={duty.id} rows={rows} duty={duty} caption={t('standing.below')} />
        </div>
      )}
    </>
  );
}

/** Units in one duty, the worst first. `current`: the one that is looked at, where they stand beside it. */
export function UnitTable({ rows, duty, caption, current }: { rows: readonly UnitRow[]; duty: Duty; caption: string; current?: string }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const [most, setMost] = useState(MOST_ROWS);
  const count = (id: 'owing' | 'met' | 'behind'): Column<UnitRow> => ({
    id,
    title: t(`standing.${id}`),
    cell: (row) => amounts.number(row.figures[id]),
    by: (row) => row.figures[id],
    figure: true,
  });
  const columns: Column<UnitRow>[] = [
    {
      id: 'unit',
      title: t('standing.unit'),
      cell: (row) => (
        <>
          <Link to="/work/standing/$unit" params={{ unit: row.unit.id }} search={{ duty: duty.id }}>
            {row.unit.name}
          </Link>
          {row.unit.id === current && <span className="badge badge--seal">{t('standing.thisOne')}</span>}
        </>
      ),
      by: (row) => row.unit.name,
    },
    {
      id: 'share',
      title: t('standing.share'),
      cell: (row) => amounts.percent(shareMet(row.figures.met, row.figures.owing)),
      by: (row) => shareMet(row.figures.met, row.figures.owing),
      figure: true,
      oneLine: true,
    },
    count('owing'),
    count('met'),
    count('behind'),
    {
      id: 'missing',
      title: t('standing.columnIn', { title: t('standing.missing'), measure: t(`amount.in.${duty.measure}`) }),
      cell: (row) => amounts.figure(duty.measure, row.figures.missing),
      by: (row) => row.figures.missing,
      figure: true,
    },
  ];
  return (
    <div>
      <DataTable
        caption={`${caption}${t('common.colon')}${duty.title}`}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.unit.id}
        sorted={{ column: 'share', direction: 'ascending' }}
        most={most}
      />
      {rows.length > most && (
        <Button type="button" outline onClick={() => setMost(most + MOST_ROWS)}>
          {t('standing.more', { count: Math.min(MOST_ROWS, rows.length - most) })}
        </Button>
      )}
    </div>
  );
}

function SaveButton({ standing, duty, rows }: { standing: Standing; duty: Duty; rows: readonly UnitRow[] }) {
  const { t } = useTranslation();
  const save = () => {
    const measured = (id: 'done' | 'missing') =>
      t('standing.columnIn', { title: t(`standing.${id}`), measure: t(`amount.in.${duty.measure}`) });
    const head = [t('standing.unit'), t('standing.units'), t('standing.owing'), t('standing.met'), t('standing.behind')];
    const lines = rows.map(({ unit, children, figures }) => [
      unit.name,
      children,
      figures.owing,
      figures.met,
      figures.behind,
      shareMet(figures.met, figures.owing),
      numberOf(duty.measure, figures.done),
      numberOf(duty.measure, figures.missing),
    ]);
    const text = csvOf([[...head, `${t('standing.share')} (%)`, measured('done'), measured('missing')], ...lines]);
    saveFile(new Blob([text], { type: 'text/csv;charset=utf-8' }), fileNameOf([standing.unit.name, duty.title, standing.date], 'csv'));
  };
  return (
    <Button type="button" outline onClick={save}>
      {t('standing.csv')}
    </Button>
  );
}
