import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rulebookQuery } from '../../api/queries';
import type { UnitRef } from '../../api/types';
import { EmptyState } from '../../components/empty_state';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { useSession } from '../use_session';

const SHOWN_BY = ['read-figures', 'read-activities'];

/** Where to begin: the only unit of the reader's posts that show a standing, or a choice among them. */
export function StandingHomePage() {
  const { t } = useTranslation();
  const { session } = useSession();
  const { duty } = useSearch({ from: '/work/standing' });
  const rulebook = useQuery(rulebookQuery);
  const kinds = new Map(rulebook.data?.posts.map((kind) => [kind.id, kind.may]));
  const units = new Map<string, UnitRef>();
  for (const post of session?.posts ?? []) {
    const may = kinds.get(post.kind) ?? [];
    if (SHOWN_BY.some((capability) => may.includes(capability))) units.set(post.unit.id, post.unit);
  }
  const only = units.size === 1 ? [...units.keys()][0] : undefined;
  if (only) return <Navigate to="/work/standing/$unit" params={{ unit: only }} search={{ duty }} replace />;
  return (
    <Page title={t('standing.title')}>
      {rulebook.error && <ProblemNote error={rulebook.error} retry={() => void rulebook.refetch()} />}
      {rulebook.isPending && <Skeleton lines={4} />}
      {rulebook.data && units.size === 0 && (
        <EmptyState title={t('standing.noUnit')}>
          <p>{t('standing.noUnitText')}</p>
        </EmptyState>
      )}
      {units.size > 0 && (
        <>
          <h2>{t('standing.choose')}</h2>
          <ul className="unit-list">
            {[...units.values()].map((unit) => (
              <li key={unit.id}>
                <Link to="/work/standing/$unit" params={{ unit: unit.id }} search={{ duty }}>
                  {unit.name}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
