import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { trendQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { shareMet } from '../../lib/amounts';
import { periodOf } from '../../lib/periods';
import { useAmounts } from '../../lib/use_amounts';
import { useDates } from '../../lib/use_dates';
import { useLanguage } from '../../lib/use_language';
import type { Duty } from './standing';

const TrendChart = lazy(() => import('./trend_chart').then((module) => ({ default: module.TrendChart })));

type Row = Schema<'DutyTrend'>['periods'][number] & { name: string };

/** How the unit stood in a duty at the end of the last periods, drawn and as a table. */
export function TrendSection({ unit, duty }: { unit: string; duty: Duty }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const dates = useDates();
  const language = useLanguage();
  const trend = useQuery(trendQuery(unit, duty.id));
  const nameOf = usePeriodName();
  const rows: Row[] = useMemo(
    () => (trend.data?.periods ?? []).map((period) => ({ ...period, name: nameOf(period.from, period.to) })),
    [trend.data, language],
  );
  const points = useMemo(
    () =>
      rows.map((row) => {
        const share = row.figures && shareMet(row.figures.met, row.figures.owing);
        return { name: row.name, share, told: share === null ? '' : amounts.percent(share) };
      }),
    // What words and figures are made of follows the language alone, and the rows follow it too.
    [rows],
  );
  const drawn = points.filter((point) => point.share !== null).length > 1;
  const figure = (id: 'owing' | 'met' | 'behind'): Column<Row> => ({
    id,
    title: t(`standing.${id}`),
    cell: (row) => (row.figures ? amounts.number(row.figures[id]) : '–'),
    figure: true,
  });
  const columns: Column<Row>[] = [
    { id: 'period', title: t('trend.period'), cell: (row) => (row.on < row.to ? t('trend.running', { period: row.name }) : row.name) },
    {
      id: 'share',
      title: t('standing.share'),
      cell: (row) => (row.figures ? amounts.percent(shareMet(row.figures.met, row.figures.owing)) : t(row.quota === null ? 'trend.noRule' : 'trend.unknown')),
      figure: true,
    },
    figure('owing'),
    figure('met'),
    figure('behind'),
    {
      id: 'quota',
      title: t('trend.quota'),
      cell: (row) => (row.quota === null ? '–' : amounts.words(duty.measure, row.quota)),
      figure: true,
    },
  ];
  return (
    <section aria-labelledby="trend-title">
      <h2 id="trend-title">{t('trend.title')}</h2>
      <p>{t(trend.data?.from === 'kept' ? 'trend.leadKept' : 'trend.lead', { duty: duty.title, day: dates.day(trend.data?.periods.at(-1)?.on ?? dates.today) })}</p>
      {trend.error && <ProblemNote error={trend.error} retry={() => void trend.refetch()} />}
      {trend.isPending && <Skeleton lines={6} />}
      {trend.data && !trend.data.complete && <p role="status">{t('trend.working')}</p>}
      {trend.data && (
        <div className="standing__below">
          {drawn && (
            <Suspense fallback={<Skeleton lines={6} />}>
              <TrendChart title={t('trend.chart', { duty: duty.title })} points={points} />
            </Suspense>
          )}
          <DataTable caption={`${t('trend.title')}${t('common.colon')}${duty.title}`} columns={columns} rows={rows} keyOf={(row) => row.to} />
        </div>
      )}
    </section>
  );
}

/** What periods are called: 2025 Q2. */
function usePeriodName() {
  const { t } = useTranslation();
  return (from: string, to: string) => {
    const { kind, year, part } = periodOf(from, to);
    if (kind === 'year') return t('trend.year', { year });
    return kind === 'quarter' ? t('trend.quarter', { year, part }) : t('trend.month', { year, part });
  };
}
