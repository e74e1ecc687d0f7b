import { Button } from '@trussworks/react-uswds';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { connectionsQuery, providersQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { ProblemNote } from '../../components/problem_note';
import { TextField } from '../../components/simple_fields';
import { useAct } from '../../components/use_act';
import { useDates } from '../../lib/use_dates';
import { beginErrand } from '../provider_errand';
import { useSession } from '../use_session';

/** The organisation's own sign-ins that lead into this account; nothing where the server takes none. */
export function Connections() {
  const { t } = useTranslation();
  const dates = useDates();
  const client = useQueryClient();
  const providers = useQuery(providersQuery);
  const connections = useQuery(connectionsQuery);
  const end = useAct(
    (connection: string) => send('delete', '/api/v1/session/connections/{connection}', { path: { connection } }),
    () => client.invalidateQueries({ queryKey: ['staff', 'connections'] }),
  );
  const offered = providers.data?.items ?? [];
  const made = connections.data?.items ?? [];
  if (offered.length === 0 && made.length === 0) return null;
  return (
    <section aria-labelledby="connections-title">
      <h2 id="connections-title">{t('providers.connections')}</h2>
      <p>{made.length === 0 ? t('providers.none') : t('providers.some')}</p>
      {connections.error && <ProblemNote error={connections.error} />}
      {end.error !== null && <ProblemNote error={end.error} />}
      <ul className="links">
        {made.map((one) => (
          <li key={one.id}>
            <strong>{one.provider}</strong>
            <span className="matter-link__code">{t('providers.since', { at: dates.instant(one.madeAt) })}</span>
            <Button type="button" unstyled disabled={end.busy} onClick={() => end.run(one.id)}>
              {t('sessions.end')}
              <span className="usa-sr-only"> {one.provider}</span>
            </Button>
          </li>
        ))}
      </ul>
      {offered.map((provider) => (
        <Connect key={provider.id} provider={provider} />
      ))}
    </section>
  );
}

function Connect({ provider }: { provider: Schema<'ProviderList'>['items'][number] }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const coded = session?.secondFactor.on === true;
  const begin = useAct(
    () => send('post', '/api/v1/session/connections', { body: { provider: provider.id, password, ...(coded && { code: code.trim() }) } }),
    ({ address }) => beginErrand({ purpose: 'connect' }, address),
  );
  return (
    <ActForm title={t('providers.connect', { provider: provider.title })} hint={t('providers.connectText')} action={t('common.continue')} ready={!coded || code.trim() !== ''} busy={begin.busy} error={begin.error} onSubmit={() => begin.run(undefined)}>
      <TextField id={`connect-${provider.id}`} label={t('account.old')} hint={t('secondFactor.noPassword')} type="password" autoComplete="current-password" value={password} onChange={setPassword} />
      {coded && <TextField id={`connect-code-${provider.id}`} label={t('secondFactor.code')} hint={t('signIn.codeHint')} autoComplete="one-time-code" value={code} onChange={setCode} required />}
    </ActForm>
  );
}
