import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { myDutiesQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { EmptyState } from '../../components/empty_state';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { DutyCard } from './duty_card';
import { openFirst } from './standing';

/** What the reader owes as a member and by each post. */
export function DutiesPage() {
  const { t } = useTranslation();
  const mine = useQuery(myDutiesQuery);
  return (
    <Page title={t('duties.title')} lead={t('duties.lead')}>
      {mine.error && <ProblemNote error={mine.error} retry={() => void mine.refetch()} />}
      {mine.isPending && <Skeleton lines={8} />}
      {mine.data?.items.length === 0 && (
        <EmptyState title={t('duties.none')}>
          <p>{t('duties.noneText')}</p>
        </EmptyState>
      )}
      {mine.data?.items.map((item, index) => (
        <Capacity key={`${item.as}-${item.unit.id}-${item.title}`} item={item} id={`capacity-${index}`} />
      ))}
    </Page>
  );
}

/** A membership or a post, with what is owed by it. */
function Capacity({ item, id }: { item: Schema<'MyDuties'>['items'][number]; id: string }) {
  const { t } = useTranslation();
  const open = item.duties.filter((owed) => owed.missing > 0).length;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {item.title} · {item.unit.name}
      </h2>
      {item.duties.length === 0 ? (
        <p>{t('duties.noneHere')}</p>
      ) : (
        <>
          <p>{open > 0 ? t('duties.toDo', { count: open }) : t('duties.allMet')}</p>
          <ul className="duty-list">
            {openFirst(item.duties).map((owed) => (
              <DutyCard key={`${owed.duty.id}-${owed.from}`} owed={owed} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
