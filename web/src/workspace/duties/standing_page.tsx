import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { standingQuery } from '../../api/staff_queries';
import { EmptyState } from '../../components/empty_state';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { useDates } from '../../lib/use_dates';
import { DutyTable } from './duty_table';
import { BesideFold } from './beside_fold';
import { NamesFold } from './names_fold';
import { chosenDuty, dutyRows, type Standing } from './standing';
import { TrendSection } from './trend_section';
import { UnitsBelow } from './units_below';

/** How a unit stands with everything below it, each unit directly below it, and the way up and down. */
export function StandingPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const { unit } = useParams({ from: '/work/standing/$unit' });
  const { duty: name } = useSearch({ from: '/work/standing/$unit' });
  const query = useQuery(standingQuery(unit));
  const standing = query.data;
  return (
    <Page
      title={standing ? t('standing.titleOf', { unit: standing.unit.name }) : t('standing.title')}
      lead={standing && <time dateTime={standing.date}>{t('standing.date', { day: dates.day(standing.date) })}</time>}
      focusOn={unit}
      className="standing"
      actions={
        <>
          <Link to="/work/units/$unit/activities" params={{ unit }}>
            {t('activities.title')}
          </Link>
          <Link to="/work/trial" search={{ duty: name, unit }}>
            {t('trial.title')}
          </Link>
        </>
      }
    >
      {standing && <Above standing={standing} duty={name} />}
      {query.error && <ProblemNote error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton lines={10} />}
      {standing && <Shown key={unit} standing={standing} name={name} />}
    </Page>
  );
}

function Shown({ standing, name }: { standing: Standing; name: string | undefined }) {
  const { t } = useTranslation();
  const rows = dutyRows(standing);
  const duty = chosenDuty(standing, name);
  return (
    <>
      <section aria-labelledby="duties-title">
        <h2 id="duties-title">{t('standing.duties')}</h2>
        {rows.length === 0 ? <EmptyState title={t('standing.noDuties')} /> : <DutyTable rows={rows} />}
      </section>
      {duty && (
        <section aria-labelledby="below-title">
          <h2 id="below-title">{t('standing.below')}</h2>
          <UnitsBelow standing={standing} duty={duty} />
          <BesideFold key={duty.id} standing={standing} duty={duty} />
        </section>
      )}
      {duty && <TrendSection key={duty.id} unit={standing.unit.id} duty={duty} />}
      {duty && standing.names && duty.owedBy !== 'unit' && <NamesFold key={duty.id} unit={standing.unit.id} duty={duty} />}
    </>
  );
}

/** The units above, from the top; the duty that is looked at stays the same. */
function Above({ standing, duty }: { standing: Standing; duty: string | undefined }) {
  const { t } = useTranslation();
  if (standing.above.length === 0) return null;
  return (
    <nav aria-label={t('units.above')} className="above">
      <ol>
        {standing.above.map((unit) => (
          <li key={unit.id}>
            <Link to="/work/standing/$unit" params={{ unit: unit.id }} search={{ duty }}>
              {unit.name}
            </Link>
          </li>
        ))}
        <li aria-current="page">{standing.unit.name}</li>
      </ol>
    </nav>
  );
}
