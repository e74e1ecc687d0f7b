import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { procedureQuery, rulebookQuery } from '../../api/queries';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { useDates } from '../../lib/use_dates';
import { ProcedureView } from './procedure_view';

/** One version of a procedure, readable: stages, steps, clocks and where each comes from. */
export function ProcedurePage() {
  const { t } = useTranslation();
  const dates = useDates();
  const { procedure: id } = useParams({ from: '/portal/rules/$procedure' });
  const { date } = useSearch({ from: '/portal/rules/$procedure' });
  const procedure = useQuery(procedureQuery(id, date));
  const rulebook = useQuery(rulebookQuery);
  const versions = rulebook.data?.procedures.filter((version) => version.id === id) ?? [];
  const version = procedure.data?.version;
  return (
    <Page title={version?.title ?? t('rules.title')} lead={version?.summary} focusOn={id}>
      <p>
        <Link to="/rules">{t('rules.all')}</Link>
      </p>
      {versions.length > 1 && (
        <nav aria-label={t('rules.versions')} className="versions">
          <ul>
            {versions.map((item) => (
              <li key={item.from}>
                <Link
                  to="/rules/$procedure"
                  params={{ procedure: id }}
                  search={{ date: item.from }}
                  aria-current={item.from === version?.from ? 'true' : undefined}
                  className="chip"
                >
                  {item.to
                    ? t('rules.fromTo', { from: dates.day(item.from), to: dates.day(item.to) })
                    : t('rules.from', { from: dates.day(item.from) })}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {procedure.error && <ProblemNote error={procedure.error} retry={() => void procedure.refetch()} />}
      {procedure.isPending && <Skeleton lines={10} />}
      {procedure.data && <ProcedureView detail={procedure.data} />}
    </Page>
  );
}
