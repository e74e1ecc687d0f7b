import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MatterSummary } from '../api/types';
import { DataTable, type Column } from '../components/data_table';
import { useDates } from '../lib/use_dates';

/** Matters in a list; the keys j and k go through it. */
export function MatterTable({ matters, caption }: { matters: readonly MatterSummary[]; caption: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const columns: Column<MatterSummary>[] = [
    {
      id: 'title',
      title: t('matter.matter'),
      cell: (matter) => (
        <>
          <Link to="/work/matters/$matter" params={{ matter: matter.id }} data-row="" className="matter-link">
            {matter.title}
          </Link>
          <span className="matter-link__code">
            {matter.code} · {matter.procedure.title}
          </span>
          <Badges matter={matter} />
        </>
      ),
    },
    {
      id: 'due',
      title: t('matter.due'),
      cell: (matter) =>
        matter.nextDueDay && matter.nextDue ? (
          <>
            <time dateTime={matter.nextDue} className={matter.late ? 'late' : ''}>
              {dates.deadline(matter.nextDue, matter.nextDueDay)}
            </time>
            {matter.late && <span className="badge badge--late">{t('clock.late')}</span>}
            {matter.nextClock && <span className="matter-link__code">{matter.nextClock}</span>}
          </>
        ) : (
          t('matter.noDue')
        ),
    },
    { id: 'stage', title: t('matter.stage'), cell: (matter) => matter.stage.title },
    {
      id: 'about',
      title: t('matter.about'),
      cell: (matter) => [matter.topic, matter.place].filter(Boolean).join(' · '),
    },
    {
      id: 'unit',
      title: t('matter.unit'),
      cell: (matter) => (
        <>
          {matter.unit.name}
          {matter.handler && <span className="matter-link__code">{matter.handler}</span>}
        </>
      ),
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={matters} keyOf={(matter) => matter.id} />;
}

export function Badges({ matter }: { matter: MatterSummary }) {
  const { t } = useTranslation();
  return (
    <span className="badges">
      {matter.escalated && <span className="badge badge--late">{t('matter.escalated')}</span>}
      {matter.confidential && <span className="badge badge--seal">{t('matter.confidential')}</span>}
      {matter.joined && <span className="badge">{t('matter.joined')}</span>}
      {matter.groupSize > 1 && <span className="badge">{t('matter.group', { count: matter.groupSize })}</span>}
    </span>
  );
}
