import { Button } from '@trussworks/react-uswds';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { inboxQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { EmptyState } from '../../components/empty_state';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { MatterTable } from '../matter_table';
import { BOXES, type Box } from '../searches';
import { useRowKeys } from '../use_shortcuts';

/** The matters that wait for the reader, the most urgent first. */
export function InboxPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/work/inbox' });
  const box: Box = search.box ?? 'unit';
  const inbox = useInfiniteQuery(inboxQuery(box));
  useRowKeys();
  const matters = inbox.data?.pages.flatMap((page) => page.items) ?? [];
  const counts = inbox.data?.pages[0]?.counts ?? [];
  return (
    <Page
      title={t('work.inbox')}
      focusOn={box}
      actions={
        <>
          <Link to="/work/search" search={{ late: true, state: 'open' }}>
            {t('inbox.lateOnly')}
          </Link>
          <Link to="/work/search" search={{ state: 'open', sort: 'due' }}>
            {t('inbox.filter')}
          </Link>
        </>
      }
    >
      <nav aria-label={t('inbox.boxes')} className="boxes">
        <ul>
          {BOXES.map((name) => (
            <BoxLink key={name} box={name} count={counts.find((count) => count.box === name)} current={name === box} />
          ))}
        </ul>
      </nav>
      {inbox.error && <ProblemNote error={inbox.error} retry={() => void inbox.refetch()} />}
      {inbox.isPending && <Skeleton lines={8} />}
      {inbox.data && matters.length === 0 && (
        <EmptyState title={t('inbox.empty')}>
          <p>{t('inbox.emptyText')}</p>
        </EmptyState>
      )}
      {matters.length > 0 && <MatterTable matters={matters} caption={t(`inbox.${box}`)} />}
      {inbox.hasNextPage && (
        <Button type="button" outline disabled={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>
          {inbox.isFetchingNextPage ? t('common.loading') : t('common.more')}
        </Button>
      )}
    </Page>
  );
}

interface BoxLinkProps {
  box: Box;
  count: Schema<'BoxCount'> | undefined;
  current: boolean;
}

function BoxLink({ box, count, current }: BoxLinkProps) {
  const { t } = useTranslation();
  return (
    <li>
      <Link to="/work/inbox" search={{ box }} className="box-link" aria-current={current ? 'page' : undefined}>
        {t(`inbox.${box}`)}
        {count && (
          <span className="box-link__counts">
            <span>{t('inbox.open', { shown: count.more ? `${count.open}+` : String(count.open) })}</span>
            {count.late > 0 && <span className="box-link__late">{t('inbox.late', { count: count.late })}</span>}
            {count.dueSoon > 0 && <span>{t('inbox.soon', { count: count.dueSoon })}</span>}
          </span>
        )}
      </Link>
    </li>
  );
}
