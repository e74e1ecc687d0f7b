import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from '@tanstack/react-router';
import { rulebookQuery } from '../../api/queries';
import { RetentionLink } from '../../components/held_data';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { useDates } from '../../lib/use_dates';

/** Every procedure in every version, with its dates. */
export function RulesPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const rulebook = useQuery(rulebookQuery);
  return (
    <Page title={t('rules.title')} lead={t('rules.lead')}>
      {rulebook.error && <ProblemNote error={rulebook.error} retry={() => void rulebook.refetch()} />}
      {rulebook.isPending && <Skeleton lines={8} />}
      {rulebook.data && (
        <>
          <p className="usa-hint">
            {rulebook.data.title} · {t('rules.version', { version: rulebook.data.version })} ·{' '}
            {t('rules.calendar', { year: rulebook.data.calendarThrough })}
          </p>
          <p>
            <RetentionLink />
          </p>
          <ul className="rule-list">
            {rulebook.data.procedures.map((version) => (
              <li key={`${version.id}-${version.from}`}>
                <h2>
                  <Link to="/rules/$procedure" params={{ procedure: version.id }} search={{ date: version.from }}>
                    {version.title}
                  </Link>
                </h2>
                <p>{version.summary}</p>
                <p className="usa-hint">
                  {version.to
                    ? t('rules.fromTo', { from: dates.day(version.from), to: dates.day(version.to) })
                    : t('rules.from', { from: dates.day(version.from) })}
                  {' · '}
                  {version.source.document}
                  {version.source.place && `, ${version.source.place}`}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
