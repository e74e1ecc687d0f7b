import { Button } from '@trussworks/react-uswds';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile, send } from '../../api/client';
import { useOrganisation } from '../../api/queries';
import { mattersQuery } from '../../api/staff_queries';
import { EmptyState } from '../../components/empty_state';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { MatterTable } from '../matter_table';
import { useRowKeys } from '../use_shortcuts';
import { SearchForm } from './search_form';

/** Search among the matters that are open to the reader; the filters stand in the address. */
export function SearchPage() {
  const { t } = useTranslation();
  const { today } = useOrganisation();
  const filter = useSearch({ from: '/work/search' });
  const navigate = useNavigate({ from: '/work/search' });
  const found = useInfiniteQuery(mattersQuery(filter));
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useRowKeys();
  const matters = found.data?.pages.flatMap((page) => page.items) ?? [];
  const first = found.data?.pages[0];
  const save = async () => {
    setSaving(true);
    setError(null);
    try {
      saveFile(await send('get', '/api/v1/matters.csv', { query: filter }), `matters-${today}.csv`);
    } catch (refused) {
      setError(refused);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Page title={t('work.search')}>
      <SearchForm key={JSON.stringify(filter)} filter={filter} onSearch={(search) => void navigate({ search })} />
      <div className="search__bar">
        <p role="status">
          {first && t('search.total', { count: first.total, shown: first.more ? `${first.total}+` : String(first.total) })}
        </p>
        <Button type="button" outline disabled={saving || matters.length === 0} onClick={() => void save()}>
          {saving ? t('common.loading') : t('search.csv')}
        </Button>
      </div>
      {error !== null && <ProblemNote error={error} />}
      {found.error && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Skeleton lines={8} />}
      {found.data && matters.length === 0 && <EmptyState title={t('search.none')} />}
      {matters.length > 0 && <MatterTable matters={matters} caption={t('common.found')} />}
      {found.hasNextPage && (
        <Button type="button" outline disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {found.isFetchingNextPage ? t('common.loading') : t('common.more')}
        </Button>
      )}
    </Page>
  );
}
