import { Button } from '@trussworks/react-uswds';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { unitQuery } from '../../api/queries';
import { activitiesQuery, activityKindsQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { EmptyState } from '../../components/empty_state';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { SelectField, TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { UnitAbove } from '../../components/unit_parts';
import { useDates } from '../../lib/use_dates';
import { ACTIVITY_STATES, type ActivitySearch } from '../searches';

type Row = Schema<'ActivityRow'>;

/** What a unit plans, has held and cancelled; those whose post it is plan and record from here. */
export function ActivitiesPage() {
  const { t } = useTranslation();
  const { unit } = useParams({ from: '/work/units/$unit/activities' });
  const search = useSearch({ from: '/work/units/$unit/activities' });
  const detail = useQuery(unitQuery(unit)).data;
  const activities = useInfiniteQuery(activitiesQuery(unit, search));
  const rows = activities.data?.pages.flatMap((page) => page.items) ?? [];
  const mayRecord = activities.data?.pages[0]?.mayRecord ?? false;
  return (
    <Page title={detail ? t('activities.titleOf', { unit: detail.unit.name }) : t('activities.title')} focusOn={unit}>
      {detail && <UnitAbove home="/work/units" detail={detail} />}
      {mayRecord && <NewLinks unit={unit} />}
      <Filters search={search} />
      {activities.error && <ProblemNote error={activities.error} retry={() => void activities.refetch()} />}
      {activities.isPending && <Skeleton lines={8} />}
      {activities.data && rows.length === 0 && (
        <EmptyState title={t(Object.values(search).some(Boolean) ? 'activities.noneSuch' : 'activities.none')}>
          <p>{t('activities.noneText')}</p>
        </EmptyState>
      )}
      {rows.length > 0 && <ActivityTable rows={rows} mayRecord={mayRecord} />}
      {activities.hasNextPage && (
        <Button type="button" outline disabled={activities.isFetchingNextPage} onClick={() => void activities.fetchNextPage()}>
          {activities.isFetchingNextPage ? t('common.loading') : t('common.more')}
        </Button>
      )}
    </Page>
  );
}

/** The ways to a new activity, the most frequent first. */
export function NewLinks({ unit, kind }: { unit: string; kind?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <div className="form__actions activity-acts">
      {(['hold', 'plan', 'talk'] as const).map((act) => (
        <Link key={act} className={act === 'hold' ? 'usa-button' : 'usa-button usa-button--outline'} to="/work/units/$unit/activities/new" params={{ unit }} search={{ act, kind }}>
          {t(`activities.${act}Link`)}
        </Link>
      ))}
      <Link to="/work/import/attendance">{t('activities.importLink')}</Link>
    </div>
  );
}

function Filters({ search }: { search: ActivitySearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/work/units/$unit/activities' });
  const kinds = useQuery(activityKindsQuery).data?.items ?? [];
  const set = (change: ActivitySearch) => void navigate({ search: { ...search, ...change }, replace: true });
  return (
    <>
      <div className="chips activity-states" role="group" aria-label={t('activities.state')}>
        {[undefined, ...ACTIVITY_STATES].map((state) => (
          <button key={state ?? 'all'} type="button" className="chip" aria-pressed={search.state === state} onClick={() => set({ state })}>
            {t(`activities.${state ?? 'all'}`)}
          </button>
        ))}
      </div>
      <details className="because" open={Boolean(search.kind ?? search.from ?? search.to)}>
        <summary>{t('activities.filter')}</summary>
        <SelectField id="filter-kind" label={t('activities.kind')} value={search.kind ?? ''} choices={kinds} onChange={(kind) => set({ kind: kind || undefined })} />
        <div className="period">
          <TextField id="filter-from" label={t('activities.fromDay')} type="date" value={search.from ?? ''} onChange={(from) => set({ from: from || undefined })} />
          <TextField id="filter-to" label={t('activities.toDay')} type="date" value={search.to ?? ''} onChange={(to) => set({ to: to || undefined })} />
        </div>
      </details>
    </>
  );
}

function ActivityTable({ rows, mayRecord }: { rows: readonly Row[]; mayRecord: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  const columns: Column<Row>[] = [
    {
      id: 'kind',
      title: t('activities.kind'),
      cell: ({ activity, leader }) => (
        <>
          <Link to="/work/activities/$activity" params={{ activity: activity.id }}>
            {activity.kind.title}
          </Link>
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
    { id: 'state', title: t('activities.state'), cell: ({ activity }) => <State activity={activity} mayRecord={mayRecord} /> },
    { id: 'there', title: t('activities.there'), cell: ({ activity, counts }) => (activity.state === 'planned' ? null : <There pairOnly={activity.pairOnly} counts={counts} />) },
  ];
  return <DataTable caption={t('activities.title')} columns={columns} rows={rows} keyOf={(row) => row.activity.id} />;
}

/** A plan whose time has come and gone waits to be recorded. */
export function State({ activity, mayRecord }: { activity: Schema<'Activity'>; mayRecord: boolean }) {
  const { t } = useTranslation();
  const over = activity.state === 'planned' && Date.parse(activity.to) <= Date.now();
  if (!over) return <span className={`badge activity-state--${activity.state}`}>{t(`activities.${activity.state}`)}</span>;
  if (!mayRecord) return t('activities.over');
  return (
    <Link to="/work/activities/$activity/change" params={{ activity: activity.id }} search={{ act: 'hold' }}>
      {t('activities.overRecord')}
    </Link>
  );
}

export function There({ pairOnly, counts }: { pairOnly: boolean; counts: Schema<'ActivityCounts'> }) {
  const { t } = useTranslation();
  if (pairOnly) return t('activities.talk');
  if (counts.members === 0 && counts.guests === 0) return null;
  const more = [
    counts.late > 0 && t('activities.late', { count: counts.late }),
    counts.excused > 0 && t('activities.excused', { count: counts.excused }),
    counts.guests > 0 && t('activities.guests', { count: counts.guests }),
  ];
  return [t('activities.thereOf', { there: counts.there, members: counts.members }), ...more.filter(Boolean)].join(t('common.listComma'));
}
