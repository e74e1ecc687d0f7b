import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { useLanguage } from '../../lib/use_language';
import { share } from './share';

type Figures = Schema<'Figures'>;
type Row = Schema<'FiguresRow'>;

/** How a unit answers, with everything below it. What would point at single people is not shown. */
export function FiguresView({ figures }: { figures: Figures }) {
  const { t } = useTranslation();
  const number = useNumber();
  const inTime = share(figures.answeredInTime, figures.answered);
  const solved = share(figures.solved, figures.appraisals);
  const items: [string, string, string?][] = [
    [t('figures.received'), number(figures.received)],
    [t('figures.answered'), number(figures.answered)],
    [t('figures.inTime'), number(figures.answeredInTime), inTime],
    [t('figures.open'), number(figures.open)],
    [t('figures.late'), number(figures.late)],
    [t('figures.median'), number(figures.medianDays)],
    [t('figures.reviewed'), number(figures.reviewed)],
    [t('figures.changed'), number(figures.changedOnReview)],
    [t('figures.appraisals'), number(figures.appraisals)],
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
          <p>{t('figures.suppressed', { count: figures.shownFrom })}</p>
        </details>
      </section>
      {figures.below.length > 0 && <BelowTable rows={figures.below} />}
    </>
  );
}

function BelowTable({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  const number = useNumber();
  const figure = (id: 'received' | 'answered' | 'answeredInTime' | 'late' | 'appraisals' | 'solved', title: string): Column<Row> => ({
    id,
    title,
    cell: (row) => number(row[id]),
    by: (row) => row[id],
    figure: true,
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
    figure('appraisals', t('figures.appraisals')),
    figure('solved', t('figures.solved')),
  ];
  return (
    <section aria-labelledby="figures-below">
      <h2 id="figures-below">{t('figures.below')}</h2>
      <DataTable caption={t('figures.below')} columns={columns} rows={rows} keyOf={(row) => row.unit.id} />
    </section>
  );
}

function useNumber(): (value: number | null) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { maximumFractionDigits: 1 });
  return (value) => (value === null ? t('figures.hidden') : format.format(value));
}
