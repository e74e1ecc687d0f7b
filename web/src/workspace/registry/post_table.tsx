import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { EmptyState } from '../../components/empty_state';
import { useDates } from '../../lib/use_dates';

export function PostTable({ posts }: { posts: readonly Schema<'PostRow'>[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (posts.length === 0) return <EmptyState title={t('people.noPosts')} />;
  const columns: Column<Schema<'PostRow'>>[] = [
    { id: 'post', title: t('people.post'), cell: (post) => post.title, by: (post) => post.title },
    {
      id: 'person',
      title: t('people.person'),
      cell: (post) => (
        <Link to="/work/people/$person" params={{ person: post.person.id }}>
          {post.person.title}
        </Link>
      ),
      by: (post) => post.person.title,
    },
    { id: 'unit', title: t('matter.unit'), cell: (post) => post.unit.name, by: (post) => post.unit.name },
    { id: 'from', title: t('people.from'), cell: (post) => dates.day(post.from), by: (post) => post.from, oneLine: true },
    { id: 'to', title: t('people.to'), cell: (post) => (post.to ? dates.day(post.to) : ''), by: (post) => post.to, oneLine: true },
  ];
  return <DataTable caption={t('people.posts')} columns={columns} rows={posts} keyOf={(post) => post.id} />;
}
