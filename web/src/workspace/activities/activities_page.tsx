import { Button } from '@trussworks/react-uswds';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { unitQuery } from '../../api/queries';
import { activitiesQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { EmptyState } from '../../components/empty_state';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { UnitAbove } from '../../components/unit_parts';
import { useDates } from '../../lib/use_dates';
import { RecordForm } from './record_form';

type Row = Schema<'ActivityRow'>;

/** What a unit plans and has held, with how many were there; those whose post it is record it here. */
export function ActivitiesPage() {
  const { t } = useTranslation();
  const { unit } = useParams({ from: '/work/units/$unit/activities' });
  const detail = useQuery(unitQuery(unit)).data;
  const activities = useInfiniteQuery(activitiesQuery(unit));
  const rows = activities.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={detail ? t('activities.titleOf', { unit: detail.unit.name }) : t('activities.title')} focusOn={unit}>
      {detail && <UnitAbove home="/work/units" detail={detail} />}
      {activities.error && <ProblemNote error={activities.error} retry={() => void activities.refetch()} />}
      {activities.isPending && <Skeleton lines={8} />}
      {activities.data?.pages[0]?.mayRecord && <RecordForm key={unit} unit={unit} />}
      {activities.data && rows.length === 0 && (
        <EmptyState title={t('activities.none')}>
          <p>{t('activities.noneText')}</p>
        </EmptyState>
      )}
      {rows.length > 0 && <ActivityTable rows={rows} />}
      {activities.hasNextPage && (
        <Button type="button" outline disabled={activities.isFetchingNextPage} onClick={() => void activities.fetchNextPage()}>
          {activities.isFetchingNextPage ? t('common.loading') : t('common.more')}
        </Button>
      )}
    </Page>
  );
}

function ActivityTable({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  const columns: Column<Row>[] = [
    {
      id: 'kind',
      title: t('activities.kind'),
      cell: ({ activity, leader }) => (
        <>
          {activity.kind.title}
          <span className="matter-link__code">{[activity.topic, leader?.title].filter(Boolean).join(' · ')}</span>
        </>
      ),
    },
    {
      id: 'when',
      title: t('activities.when'),
      cell: ({ activity }) => <time dateTime={activity.from}>{dates.instant(activity.from)}</time>,
      oneLine: true,
    },
    { id: 'state', title: t('activities.state'), cell: ({ activity }) => t(`activities.${activity.state}`) },
    { id: 'there', title: t('activities.there'), cell: (row) => <There row={row} /> },
  ];
  return <DataTable caption={t('activities.title')} columns={columns} rows={rows} keyOf={(row) => row.activity.id} />;
}

function There({ row: { activity, counts } }: { row: Row }) {
  const { t } = useTranslation();
  if (activity.pairOnly) return t('activities.talk');
  if (counts.members === 0) return null;
  const more = [
    counts.late > 0 && t('activities.late', { count: counts.late }),
    counts.excused > 0 && t('activities.excused', { count: counts.excused }),
  ];
  return [t('activities.thereOf', { there: counts.there, members: counts.members }), ...more.filter(Boolean)].join(t('common.listComma'));
}
