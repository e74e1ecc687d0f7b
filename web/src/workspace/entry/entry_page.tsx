import { Button } from '@trussworks/react-uswds';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery, proceduresQuery, topicsQuery } from '../../api/queries';
import type { Schema } from '../../api/types';
import { PromiseList } from '../../components/clock_list';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { ReceiptCard } from '../../components/receipt_card';
import { Skeleton } from '../../components/skeleton';
import { useRaisable } from '../../portal/raise/raisable';
import { EntryForm } from './entry_form';

/** Phone and counter entry, by keyboard alone; after it the code and the receipt to read out. */
export function EntryPage() {
  const { t } = useTranslation();
  const topics = useQuery(topicsQuery);
  const procedures = useQuery(proceduresQuery());
  const channels = useQuery(channelsQuery);
  const byStaff = channels.data?.items.filter((channel) => channel.byStaff) ?? [];
  const offered = useRaisable(procedures.data?.items ?? [], byStaff.map((channel) => channel.id));
  const [raised, setRaised] = useState<Schema<'Raised'> | null>(null);
  const [round, setRound] = useState(0);
  const failed = topics.error ?? procedures.error ?? channels.error;
  return (
    <Page title={t('work.new')} lead={raised ? undefined : t('entry.lead')} className="entry" focusOn={raised?.code ?? `round-${round}`} ownFocus>
      {failed && <ProblemNote error={failed} />}
      {raised ? (
        <Registered
          raised={raised}
          onNext={() => {
            setRaised(null);
            setRound((before) => before + 1);
          }}
        />
      ) : topics.data && procedures.data && channels.data ? (
        <EntryForm
          key={round}
          groups={topics.data.groups}
          procedures={offered}
          channels={byStaff}
          onRaised={setRaised}
        />
      ) : (
        !failed && <Skeleton lines={8} />
      )}
    </Page>
  );
}

function Registered({ raised, onNext }: { raised: Schema<'Raised'>; onNext: () => void }) {
  const { t } = useTranslation();
  const next = useRef<HTMLDivElement>(null);
  useEffect(() => next.current?.querySelector('button')?.focus(), []);
  return (
    <>
      <p role="status">{raised.told}</p>
      <ReceiptCard code={raised.code} receipt={raised.receipt} />
      <p>{t('entry.readOut')}</p>
      <p>
        {t('sent.unit')} <strong>{raised.unit.name}</strong>
      </p>
      <PromiseList clocks={raised.clocks} />
      <div className="form__actions" ref={next}>
        <Button type="button" onClick={onNext}>
          {t('entry.next')}
        </Button>
        {raised.id && (
          <Link to="/work/matters/$matter" params={{ matter: raised.id }}>
            {t('entry.open')}
          </Link>
        )}
      </div>
    </>
  );
}
