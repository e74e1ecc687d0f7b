import { Button } from '@trussworks/react-uswds';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { Schema } from '../../api/types';
import { DataTable } from '../../components/data_table';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { useDates } from '../../lib/use_dates';
import type { Access } from './access';

type Line = Schema<'SeenLine'>;

const REASONS = ['responsible', 'sender', 'escalated', 'above', 'in-hand'] as const;

/** Who of the staff read the matter or opened who raised it: post and unit, when, why. */
export function SeenList({ access: { receipt, code } }: { access: Access }) {
  const { t } = useTranslation();
  const dates = useDates();
  const seen = useInfiniteQuery({
    // The receipt is a key to the matter: it stays out of the cache's names.
    queryKey: ['followed', code ?? '', 'seen'],
    queryFn: ({ pageParam, signal }) =>
      send('get', '/api/v1/follow/seen', { receipt, query: { code, before: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const lines = seen.data?.pages.flatMap((page) => page.items) ?? [];
  const why = (line: Line) => {
    const reason = REASONS.find((one) => line.what === 'read' && one === line.why);
    return reason ? t(`seen.reason.${reason}`) : (line.why ?? '');
  };
  return (
    <section aria-labelledby="seen-title">
      <h2 id="seen-title">{t('seen.title')}</h2>
      <p>{t('seen.lead')}</p>
      {seen.error && <ProblemNote error={seen.error} retry={() => void seen.refetch()} />}
      {seen.isPending && <Skeleton lines={3} />}
      {seen.data && lines.length === 0 && <p>{t('seen.nobody')}</p>}
      {lines.length > 0 && (
        <DataTable
          caption={t('seen.title')}
          rows={lines}
          keyOf={(line) => String(line.id)}
          columns={[
            { id: 'at', title: t('seen.when'), cell: (line) => dates.instant(line.at), oneLine: true },
            { id: 'who', title: t('seen.who'), cell: (line) => [line.unit, line.post, line.person].filter(Boolean).join(' · ') },
            { id: 'what', title: t('seen.what'), cell: (line) => t(`seen.did.${line.what}`) },
            { id: 'why', title: t('seen.why'), cell: why },
          ]}
        />
      )}
      {seen.hasNextPage && (
        <Button type="button" outline disabled={seen.isFetchingNextPage} onClick={() => void seen.fetchNextPage()}>
          {t('seen.more')}
        </Button>
      )}
    </section>
  );
}
