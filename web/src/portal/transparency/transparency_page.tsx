import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { transparencyQuery } from '../../api/queries';
import type { Schema } from '../../api/types';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { useDates } from '../../lib/use_dates';
import { RegionCheckpoints } from './region_checkpoints';

/** What the journal is, its newest signed checkpoints, and how anybody can check them. */
export function TransparencyPage() {
  const { t } = useTranslation();
  const transparency = useQuery(transparencyQuery);
  return (
    <Page title={t('transparency.title')} lead={t('transparency.lead')}>
      <section aria-labelledby="what-title">
        <h2 id="what-title">{t('transparency.what')}</h2>
        <p>{t('transparency.whatJournal')}</p>
        <p>{t('transparency.whatCheckpoint')}</p>
        <p>{t('transparency.whatNot')}</p>
      </section>
      {transparency.error && <ProblemNote error={transparency.error} retry={() => void transparency.refetch()} />}
      {transparency.isPending && <Skeleton lines={8} />}
      {transparency.data && (
        <>
          <section aria-labelledby="newest-title">
            <h2 id="newest-title">{t('transparency.newest')}</h2>
            {transparency.data.regions.length === 0 && <p>{t('transparency.none')}</p>}
            {transparency.data.regions.map((region) => (
              <RegionCheckpoints key={region.id} region={region} />
            ))}
          </section>
          <Keys keys={transparency.data.keys} />
        </>
      )}
      <section aria-labelledby="verify-title">
        <h2 id="verify-title">{t('transparency.verify')}</h2>
        <ol>
          <li>{t('transparency.verify1')}</li>
          <li>{t('transparency.verify2')}</li>
          <li>{t('transparency.verify3')}</li>
        </ol>
        <p>{t('transparency.commands')}</p>
        <pre className="commands" tabIndex={0} role="region" aria-label={t('transparency.commandsLabel')}>
          <code>
            {'massline verify --receipt receipt.txt --checkpoint checkpoint.txt \\\n    --proof inclusion.json --key KEY\n' +
              'massline verify --checkpoint old.txt --checkpoint new.txt \\\n    --proof consistency.json --key KEY\n' +
              'massline verify --journal journal.ndjson --checkpoint checkpoint.txt --key KEY'}
          </code>
        </pre>
        <p>{t('transparency.manual')}</p>
      </section>
    </Page>
  );
}

function Keys({ keys }: { keys: readonly Schema<'SigningKey'>[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <section aria-labelledby="keys-title">
      <h2 id="keys-title">{t('transparency.keys')}</h2>
      <p>{t('transparency.keysLead')}</p>
      <ul className="rule-parts">
        {keys.map((key) => (
          <li key={key.id}>
            <code className="hash">{key.publicKey}</code>
            <br />
            {t('transparency.keyFrom', { day: dates.instant(key.from) })}
          </li>
        ))}
      </ul>
    </section>
  );
}
