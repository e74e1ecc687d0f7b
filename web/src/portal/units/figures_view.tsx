import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { useDates } from '../../lib/use_dates';
import { useLanguage } from '../../lib/use_language';
import { roundedShare, share } from './share';

type Figures = Schema<'Figures'>;
type Row = Schema<'FiguresRow'>;

/** How a unit answers, with everything below it. What would point at single people is not shown. */
export function FiguresView({ figures }: { figures: Figures }) {
  const { t } = useTranslation();
  const number = useNumber();
  const dates = useDates();
  const count = useCount(figures.countsShownFrom);
  const appraisals = useCount(figures.shownFrom);
  const inTime = roundedShare(figures.answeredInTime, figures.answered, figures.countsShownFrom);
  const solved = share(figures.solved, figures.appraisals);
  const items: [string, string, string?][] = [
    [t('figures.received'), count(figures.received)],
    [t('figures.answered'), count(figures.answered)],
    [t('figures.inTime'), count(figures.answeredInTime), inTime],
    [t('figures.open'), count(figures.open)],
    [t('figures.late'), count(figures.late)],
    [t('figures.median'), number(figures.medianDays)],
    [t('figures.reviewed'), count(figures.reviewed)],
    [t('figures.changed'), count(figures.changedOnReview)],
    [t('figures.appraisals'), appraisals(figures.appraisals)],
    [t('figures.solved'), number(figures.solved), solved],
    [t('figures.satisfied'), number(figures.meanSatisfied)],
  ];
  return (
    <>
      <section aria-labelledby="figures-title">
        <h2 id="figures-title">{t('figures.title')}</h2>
        <dl className="figures">
          {items.map(([title, value, part]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>
                {value}
                {part && <span className="figures__share">{part}</span>}
              </dd>
            </div>
          ))}
        </dl>
        <details className="because">
          <summary>{t('figures.how')}</summary>
          <p>{figures.how}</p>
          <p>{t('figures.countedAt', { moment: dates.instant(figures.countedAt) })}</p>
        </details>
      </section>
      {figures.below.length > 0 && <BelowTable figures={figures} />}
    </>
  );
}

function BelowTable({ figures }: { figures: Figures }) {
  const { t } = useTranslation();
  const number = useNumber();
  const count = useCount(figures.countsShownFrom);
  const appraisals = useCount(figures.shownFrom);
  const figure = (
    id: 'received' | 'answered' | 'answeredInTime' | 'late' | 'appraisals' | 'solved',
    title: string,
    show: (value: number | null) => string = count,
  ): Column<Row> => ({
    id,
    title,
    cell: (row) => show(row[id]),
    by: (row) => row[id],
    figure: true,
    oneLine: true,
  });
  const columns: Column<Row>[] = [
    {
      id: 'unit',
      title: t('figures.unit'),
      cell: (row) => (
        <Link to="/units/$unit" params={{ unit: row.unit.id }}>
          {row.unit.name}
        </Link>
      ),
      by: (row) => row.unit.name,
    },
    figure('received', t('figures.received')),
    figure('answered', t('figures.answered')),
    figure('answeredInTime', t('figures.inTime')),
    figure('late', t('figures.late')),
    figure('appraisals', t('figures.appraisals'), appraisals),
    figure('solved', t('figures.solved'), number),
  ];
  return (
    <section aria-labelledby="figures-below">
      <h2 id="figures-below">{t('figures.below')}</h2>
      <DataTable caption={t('figures.below')} columns={columns} rows={figures.below} keyOf={(row) => row.unit.id} />
    </section>
  );
}

function useNumber(): (value: number | null) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { maximumFractionDigits: 1 });
  return (value) => (value === null ? t('figures.hidden') : format.format(value));
}

/** Counts below the least are not told from each other. */
function useCount(least: number): (value: number | null) => string {
  const { t } = useTranslation();
  const number = useNumber();
  return (value) => (value === null ? t('figures.fewer', { count: least }) : number(value));
}
