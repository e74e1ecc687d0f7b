import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { activitiesQuery, activityKindsQuery, standingQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { EmptyState } from '../../components/empty_state';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { SelectField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { useAmounts } from '../../lib/use_amounts';
import { useDates } from '../../lib/use_dates';
import { NamesOf } from '../duties/names_fold';
import { dutyRows, type DutyRow, type Standing } from '../duties/standing';
import { useSession } from '../use_session';
import { NewLinks, State } from './activities_page';

const SOON = 8;

/** The reader's own unit: what comes next, what is still owed and by whom, and from each the way to what discharges it. */
export function MyUnitPage() {
  const { t } = useTranslation();
  const { session } = useSession();
  const navigate = useNavigate({ from: '/work/my-unit' });
  const { unit: wanted } = useSearch({ from: '/work/my-unit' });
  const units = [...new Map((session?.posts ?? []).map((post) => [post.unit.id, post.unit])).values()];
  const unit = units.find((one) => one.id === wanted) ?? units[0];
  return (
    <Page title={t('myUnit.title')} lead={unit?.name} focusOn={unit?.id ?? ''} className="activity-page">
      {units.length > 1 && (
        <SelectField
          id="my-unit"
          label={t('myUnit.choose')}
          value={unit?.id ?? ''}
          choices={units.map(({ id, name }) => ({ id, title: name }))}
          onChange={(id) => void navigate({ search: { unit: id || undefined }, replace: true })}
          required
        />
      )}
      {unit ? <Unit key={unit.id} unit={unit.id} /> : <EmptyState title={t('myUnit.none')} />}
    </Page>
  );
}

function Unit({ unit }: { unit: string }) {
  const { t } = useTranslation();
  const planned = useInfiniteQuery(activitiesQuery(unit, { state: 'planned' }));
  const standing = useQuery(standingQuery(unit));
  const first = planned.data?.pages[0];
  const mayRecord = first?.mayRecord ?? false;
  return (
    <>
      {mayRecord && <NewLinks unit={unit} />}
      <section aria-labelledby="soon-title">
        <h2 id="soon-title">{t('myUnit.soon')}</h2>
        {planned.error && <ProblemNote error={planned.error} retry={() => void planned.refetch()} />}
        {planned.isPending && <Skeleton lines={3} />}
        {first?.items.length === 0 && <p>{t('myUnit.nothingSoon')}</p>}
        {first && <Soon items={first.items.slice(0, SOON)} mayRecord={mayRecord} />}
        <p>
          <Link to="/work/units/$unit/activities" params={{ unit }}>
            {t('myUnit.all')}
          </Link>
        </p>
      </section>
      <section aria-labelledby="owed-title">
        <h2 id="owed-title">{t('myUnit.owed')}</h2>
        {standing.isPending && <Skeleton lines={6} />}
        {standing.error && <ProblemNote error={standing.error} retry={() => void standing.refetch()} />}
        {standing.data && <Owed standing={standing.data} mayRecord={mayRecord} />}
      </section>
    </>
  );
}

function Soon({ items, mayRecord }: { items: readonly Schema<'ActivityRow'>[]; mayRecord: boolean }) {
  const dates = useDates();
  return (
    <ul className="links">
      {items.map(({ activity }) => (
        <li key={activity.id} className="my-unit__soon">
          <Link to="/work/activities/$activity" params={{ activity: activity.id }}>
            {[activity.kind.title, activity.topic].filter(Boolean).join(' · ')}
          </Link>
          <time dateTime={activity.from}>{dates.instant(activity.from)}</time>
          {Date.parse(activity.to) <= Date.now() && <State activity={activity} mayRecord={mayRecord} />}
        </li>
      ))}
    </ul>
  );
}

/** What is behind, each with who, where the reader's post needs the names, and with what would discharge it. */
function Owed({ standing, mayRecord }: { standing: Standing; mayRecord: boolean }) {
  const { t } = useTranslation();
  const behind = dutyRows(standing).filter((row) => row.figures.behind > 0);
  if (behind.length === 0) return <EmptyState title={t('myUnit.allMet')} />;
  return (
    <>
      <p>
        {t('myUnit.owedLead', { count: behind.length })} {standing.names && t('standing.namesLead')}
      </p>
      <ul className="duty-list">
        {behind.map((row) => (
          <OwedItem key={row.duty.id} row={row} standing={standing} mayRecord={mayRecord} />
        ))}
      </ul>
      <p>
        <Link to="/work/standing/$unit" params={{ unit: standing.unit.id }}>
          {t('standing.show')}
        </Link>
      </p>
    </>
  );
}

function OwedItem({ row: { duty, figures }, standing, mayRecord }: { row: DutyRow; standing: Standing; mayRecord: boolean }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const kinds = useQuery(activityKindsQuery).data?.items ?? [];
  const discharging = kinds.filter((kind) => duty.of.includes(kind.title));
  const unit = standing.unit.id;
  return (
    <li className="duty">
      <h3>{duty.title}</h3>
      <p className="duty__figures">
        <span>{duty.owedBy === 'unit' && figures.owing === 1 ? t('myUnit.unitBehind') : t('myUnit.behind', { behind: amounts.number(figures.behind), owing: amounts.number(figures.owing) })}</span>
        <span>{t('myUnit.missing', { amount: amounts.words(duty.measure, figures.missing) })}</span>
      </p>
      {standing.names && duty.owedBy !== 'unit' && <NamesOf unit={unit} duty={duty} title={t('myUnit.who')} />}
      {mayRecord && discharging.length > 0 && (
        <ul className="my-unit__ways">
          {discharging.map((kind) => (
            <li key={kind.id}>
              {kind.title}
              {t('common.colon')}
              {(kind.pairOnly ? (['talk'] as const) : (['plan', 'hold'] as const)).map((act) => (
                <Link key={act} className="chip" to="/work/units/$unit/activities/new" params={{ unit }} search={{ act, kind: kind.id }} aria-label={`${t(`activities.${act}Link`)}${t('common.colon')}${kind.title}`}>
                  {t(`myUnit.${act}`)}
                </Link>
              ))}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
