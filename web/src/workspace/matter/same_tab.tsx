import { Button } from '@trussworks/react-uswds';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { matterQuery, similarQuery } from '../../api/staff_queries';
import type { MatterDetail, Schema } from '../../api/types';
import { EmptyState } from '../../components/empty_state';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { useDates } from '../../lib/use_dates';

/** Matters that may be the same, side by side with this one; joined, one answer goes to all. */
export function SameTab({ detail }: { detail: MatterDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const matter = detail.matter.id;
  const [chosen, setChosen] = useState<string | null>(null);
  const similar = useQuery(similarQuery(matter));
  const reread = () => void client.invalidateQueries({ queryKey: ['staff', 'matter', matter] });
  const show = (fresh: MatterDetail | undefined) => {
    if (fresh) client.setQueryData(['staff', 'matter', matter], fresh);
    else reread();
    void client.invalidateQueries({ queryKey: ['staff', 'similar', matter] });
  };
  const join = useMutation({
    mutationFn: (into: string) =>
      send('post', '/api/v1/matters/{matter}/join', { path: { matter }, body: { version: detail.version, into } }),
    onSuccess: show,
    onError: reread,
  });
  const separate = useMutation({
    mutationFn: () => send('post', '/api/v1/matters/{matter}/separate', { path: { matter }, body: { version: detail.version } }),
    onSuccess: show,
    onError: reread,
  });
  const failed = join.error ?? separate.error;
  return (
    <section aria-labelledby="same-title">
      <h2 id="same-title">{t('same.title')}</h2>
      {failed && <ProblemNote error={failed} />}
      {detail.matter.joined && (
        <p>
          {t('same.joined')}{' '}
          <Button type="button" outline disabled={separate.isPending} onClick={() => separate.mutate()}>
            {t('same.separate')}
          </Button>
        </p>
      )}
      {similar.error && <ProblemNote error={similar.error} retry={() => void similar.refetch()} />}
      {similar.isPending && <Skeleton lines={5} />}
      {similar.data?.items.length === 0 && <EmptyState title={t('same.none')} />}
      <ul className="same-list">
        {similar.data?.items.map((item) => (
          <li key={item.matter.id}>
            <SimilarItem item={item} />
            <button
              type="button"
              className="usa-button usa-button--unstyled"
              aria-expanded={chosen === item.matter.id}
              onClick={() => setChosen(chosen === item.matter.id ? null : item.matter.id)}
            >
              {t('same.compare')}
            </button>
            {chosen === item.matter.id && (
              <>
                <SideBySide detail={detail} other={item.matter.id} />
                <Button type="button" disabled={join.isPending} onClick={() => join.mutate(item.matter.id)}>
                  {t('same.join', { code: item.matter.code })}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function SimilarItem({ item }: { item: Schema<'Similar'> }) {
  const dates = useDates();
  const { matter } = item;
  return (
    <p>
      <strong>{matter.title}</strong>
      <span className="matter-link__code">
        {[matter.code, matter.stage.title, matter.place, dates.instant(matter.raisedAt)].filter(Boolean).join(' · ')}
      </span>
      {item.shared.length > 0 && <span className="same-list__shared">{item.shared.join(' · ')}</span>}
    </p>
  );
}

function SideBySide({ detail, other }: { detail: MatterDetail; other: string }) {
  const { t } = useTranslation();
  const theirs = useQuery(matterQuery(other));
  if (theirs.error) return <ProblemNote error={theirs.error} />;
  if (!theirs.data) return <Skeleton lines={4} />;
  return (
    <div className="side-by-side">
      {[detail, theirs.data].map((matter, index) => (
        <article key={matter.matter.id}>
          <h3>
            {index === 0 ? t('same.this') : t('same.other')}: {matter.matter.code}
          </h3>
          <p className="words">{wordsOf(matter)}</p>
        </article>
      ))}
    </div>
  );
}

/** The words with which a matter was raised. */
function wordsOf(matter: MatterDetail): string {
  const raised = matter.entries.find((entry) => entry.kind === 'raised');
  return raised?.fields.map((field) => `${field.title}: ${field.value}`).join('\n') || matter.matter.title;
}
