import { Button } from '@trussworks/react-uswds';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { send } from '../api/client';
import { providersQuery } from '../api/staff_queries';
import { ProblemNote } from '../components/problem_note';
import { useAct } from '../components/use_act';
import { beginErrand } from './provider_errand';

/** One button for each of the organisation's own sign-ins; nothing where there are none. */
export function ProviderButtons({ back }: { back: string | undefined }) {
  const { t } = useTranslation();
  const providers = useQuery(providersQuery);
  const begin = useAct(
    (provider: string) => send('post', '/api/v1/session/providers/{provider}', { path: { provider } }),
    ({ address }) => beginErrand({ purpose: 'sign-in', back }, address),
  );
  const items = providers.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="providers" aria-labelledby="providers-title">
      <h2 id="providers-title">{t('providers.title')}</h2>
      {begin.error !== null && <ProblemNote error={begin.error} />}
      {items.map((provider) => (
        <Button key={provider.id} type="button" outline disabled={begin.busy || begin.done} onClick={() => begin.run(provider.id)}>
          {provider.title}
        </Button>
      ))}
    </section>
  );
}
