import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { matterJournalQuery } from '../../api/staff_queries';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { JournalTable } from '../journal_table';

export function JournalTab({ matter }: { matter: string }) {
  const { t } = useTranslation();
  const journal = useQuery(matterJournalQuery(matter));
  return (
    <section aria-labelledby="journal-title">
      <h2 id="journal-title">{t('matter.tab.journal')}</h2>
      {journal.error && <ProblemNote error={journal.error} retry={() => void journal.refetch()} />}
      {journal.isPending && <Skeleton lines={5} />}
      {journal.data && <JournalTable entries={journal.data.items} />}
    </section>
  );
}
