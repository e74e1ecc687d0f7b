import { Button } from '@trussworks/react-uswds';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { journalQuery } from '../api/staff_queries';
import { EmptyState } from '../components/empty_state';
import { Page } from '../components/page';
import { ProblemNote } from '../components/problem_note';
import { Skeleton } from '../components/skeleton';
import { JournalTable } from './journal_table';

export function JournalPage() {
  const { t } = useTranslation();
  const journal = useInfiniteQuery(journalQuery);
  const entries = journal.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('work.journal')} lead={t('journal.lead')}>
      {journal.error && <ProblemNote error={journal.error} retry={() => void journal.refetch()} />}
      {journal.isPending && <Skeleton lines={8} />}
      {journal.data && entries.length === 0 && <EmptyState title={t('journal.none')} />}
      {entries.length > 0 && <JournalTable entries={entries} />}
      {journal.hasNextPage && (
        <Button type="button" outline disabled={journal.isFetchingNextPage} onClick={() => void journal.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </Page>
  );
}
