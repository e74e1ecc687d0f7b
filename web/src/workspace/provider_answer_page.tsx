import { Button } from '@trussworks/react-uswds';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../api/client';
import { sessionQuery } from '../api/queries';
import { Note } from '../components/note';
import { ProblemNote } from '../components/problem_note';
import { TextField } from '../components/simple_fields';
import { useAct } from '../components/use_act';
import { asRefused } from '../lib/problems';
import { useEntering } from './entering';
import { endErrand } from './provider_errand';
import { SignInFrame } from './sign_in_frame';

const CODE_NEEDED = 'urn:massline:code-needed';

/** Where the organisation's own sign-in sends people back to: hands its answer in, and goes on. */
export function ProviderAnswerPage() {
  const { t } = useTranslation();
  const { state, code, iss } = useSearch({ from: '/work/sign-in/answer' });
  // Kept from the first drawing on: the address loses it below.
  const [answer] = useState({ state, code, issuer: iss });
  const [errand] = useState(endErrand);
  const [factor, setFactor] = useState('');
  const enter = useEntering(errand.back);
  const client = useQueryClient();
  const navigate = useNavigate();
  const signIn = useAct((body: typeof answer | { factor: string }) => send('post', '/api/v1/session/provider', { body }), enter);
  const connect = useAct(
    async () => {
      await client.ensureQueryData(sessionQuery);
      await send('post', '/api/v1/session/connections/finish', { body: answer });
    },
    async () => {
      await client.invalidateQueries({ queryKey: ['staff', 'connections'] });
      await navigate({ to: '/work/account', replace: true });
    },
  );
  const handedIn = useRef(false);
  useEffect(() => {
    if (handedIn.current) return;
    handedIn.current = true;
    // What came in the address is good once, and belongs into no history.
    window.history.replaceState(window.history.state, '', window.location.pathname);
    if (errand.purpose === 'connect') connect.run(undefined);
    else signIn.run(answer);
  });
  const error = signIn.error ?? connect.error;
  const asked = error !== null && asRefused(error).problem.type === CODE_NEEDED;
  const again = error !== null && !asked && factor === '';
  return (
    <SignInFrame title={errand.purpose === 'connect' ? t('providers.connecting') : t('signIn.title')}>
      {error === null && <p role="status">{t('providers.checking')}</p>}
      {error !== null && !asked && <ProblemNote error={error} />}
      {asked && <Note kind="info" slim live title={t('providers.codeNeeded')} />}
      {(asked || factor !== '') && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (factor.trim() !== '' && !signIn.busy) signIn.run({ factor: factor.trim() });
          }}
        >
          <TextField id="provider-code" label={t('secondFactor.code')} hint={t('signIn.codeHint')} autoComplete="one-time-code" value={factor} onChange={setFactor} required />
          <div className="form__actions">
            <Button type="submit" disabled={signIn.busy || factor.trim() === ''}>
              {signIn.busy ? t('common.sending') : t('signIn.action')}
            </Button>
          </div>
        </form>
      )}
      {again && (
        <p>
          <Link to={errand.purpose === 'connect' ? '/work/account' : '/work/sign-in'}>{errand.purpose === 'connect' ? t('work.account') : t('providers.again')}</Link>
        </p>
      )}
    </SignInFrame>
  );
}
