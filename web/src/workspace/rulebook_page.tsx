import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rulebookQuery } from '../api/queries';
import type { Schema } from '../api/types';
import { DataTable, type Column } from '../components/data_table';
import { RetentionLink } from '../components/held_data';
import { Page } from '../components/page';
import { ProblemNote } from '../components/problem_note';
import { Skeleton } from '../components/skeleton';
import { useDates } from '../lib/use_dates';
import { RulebookDuties } from './rulebook_duties';

type Capability = 'read-unit';

/** The rulebook in force: procedures by date, posts and what they may, kinds of unit. */
export function RulebookPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const rulebook = useQuery(rulebookQuery);
  const book = rulebook.data;
  const kinds = new Map(book?.unitKinds.map((kind) => [kind.id, kind.title]));
  const titles = (ids: readonly string[]) => ids.map((id) => kinds.get(id) ?? id).join(t('common.listComma'));
  const posts: Column<Schema<'PostKindView'>>[] = [
    { id: 'title', title: t('people.post'), cell: (post) => post.title, by: (post) => post.title },
    { id: 'in', title: t('rulebook.in'), cell: (post) => titles(post.in) },
    { id: 'leads', title: t('rulebook.leads'), cell: (post) => (post.leads ? t('common.yes') : '') },
    { id: 'factor', title: t('secondFactor.title'), cell: (post) => (post.secondFactor ? t('rulebook.factor') : '') },
    {
      id: 'may',
      title: t('rulebook.may'),
      cell: (post) => post.may.map((capability) => t(`capability.${capability as Capability}`)).join(t('common.listComma')),
    },
  ];
  const unitKinds: Column<Schema<'UnitKindView'>>[] = [
    { id: 'title', title: t('units.kind'), cell: (kind) => kind.title },
    { id: 'under', title: t('rulebook.under'), cell: (kind) => titles(kind.under) },
    { id: 'authority', title: t('rulebook.authority'), cell: (kind) => (kind.authority ? t('common.yes') : '') },
    { id: 'place', title: t('rulebook.place'), cell: (kind) => (kind.place ? t('common.yes') : '') },
  ];
  return (
    <Page title={t('work.rulebook')} lead={book && `${book.title} · ${t('rules.version', { version: book.version })} · ${book.jurisdiction}`}>
      {rulebook.error && <ProblemNote error={rulebook.error} retry={() => void rulebook.refetch()} />}
      {rulebook.isPending && <Skeleton lines={8} />}
      {book && (
        <>
          <p>
            <RetentionLink />
          </p>
          <h2>{t('rulebook.procedures')}</h2>
          <ul className="unit-list">
            {book.procedures.map((version) => (
              <li key={`${version.id}-${version.from}`}>
                <Link to="/rules/$procedure" params={{ procedure: version.id }} search={{ date: version.from }}>
                  {version.title}
                </Link>
                <span className="unit-list__kind">
                  {version.to
                    ? t('rules.fromTo', { from: dates.day(version.from), to: dates.day(version.to) })
                    : t('rules.from', { from: dates.day(version.from) })}
                  {' · '}
                  {version.source.document}
                </span>
              </li>
            ))}
          </ul>
          <RulebookDuties />
          <h2>{t('rulebook.posts')}</h2>
          <DataTable caption={t('rulebook.posts')} columns={posts} rows={book.posts} keyOf={(post) => post.id} />
          <h2>{t('rulebook.kinds')}</h2>
          <DataTable caption={t('rulebook.kinds')} columns={unitKinds} rows={book.unitKinds} keyOf={(kind) => kind.id} />
        </>
      )}
    </Page>
  );
}
