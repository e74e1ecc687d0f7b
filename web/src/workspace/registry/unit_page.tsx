import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitQuery, unitsQuery } from '../../api/queries';
import { postsQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { UnitAbove } from '../../components/unit_parts';
import { UnitTree } from '../../components/unit_tree';
import { asRefused } from '../../lib/problems';
import { useDates } from '../../lib/use_dates';
import { PostTable } from './post_table';
import { UnitActs } from './unit_acts';

/** One unit: its place, its posts, its history, and what may be changed. */
export function UnitPage() {
  const { t } = useTranslation();
  const { unit: id } = useParams({ from: '/work/units/$unit' });
  const unit = useQuery(unitQuery(id));
  const below = useQuery({ ...unitsQuery('', id), placeholderData: undefined });
  const detail = unit.data;
  return (
    <Page title={detail?.unit.name ?? t('work.units')} lead={detail && [detail.unit.kindTitle, detail.unit.code].filter(Boolean).join(' · ')} focusOn={id}>
      {unit.error && <ProblemNote error={unit.error} retry={() => void unit.refetch()} />}
      {unit.isPending && <Skeleton lines={6} />}
      {detail && (
        <>
          <UnitAbove home="/work/units" detail={detail} />
          <p>
            <Link to="/units/$unit" params={{ unit: id }}>
              {t('units.figures')}
            </Link>
            {' · '}
            <Link to="/work/search" search={{ unit: id }}>
              {t('units.matters')}
            </Link>
            {' · '}
            <Link to="/work/units/$unit/activities" params={{ unit: id }}>
              {t('activities.title')}
            </Link>
          </p>
          {detail.mayManage && <UnitActs key={`${id}-${detail.version}`} detail={detail} />}
          <Posts unit={id} />
          <History detail={detail} />
        </>
      )}
      {below.data && below.data.items.length > 0 && (
        <section aria-labelledby="below-title">
          <h2 id="below-title">{t('units.below')}</h2>
          <UnitTree home="/work/units" units={below.data.items} />
        </section>
      )}
    </Page>
  );
}

const FORBIDDEN = 403;

function Posts({ unit }: { unit: string }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const posts = useQuery(postsQuery(unit, all));
  if (posts.error && asRefused(posts.error).status === FORBIDDEN) return null;
  return (
    <section aria-labelledby="posts-title">
      <h2 id="posts-title">{t('people.posts')}</h2>
      <button type="button" className="chip" aria-pressed={all} onClick={() => setAll(!all)}>
        {t('people.allPosts')}
      </button>
      {posts.error && <ProblemNote error={posts.error} />}
      {posts.isPending && <Skeleton lines={4} />}
      {posts.data && <PostTable posts={posts.data.items} />}
    </section>
  );
}

function History({ detail }: { detail: Schema<'UnitDetail'> }) {
  const { t } = useTranslation();
  const dates = useDates();
  const lines = [...detail.planned, ...detail.history];
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">{t('units.history')}</h2>
      <ul className="links">
        {lines.map((change, index) => (
          <li key={index}>
            <time dateTime={change.on}>{dates.day(change.on)}</time>: {change.what}
            {index < detail.planned.length && <span className="badge">{t('units.planned')}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
