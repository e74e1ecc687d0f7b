import { Button, TextInput } from '@trussworks/react-uswds';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { carryToken, send } from '../api/client';
import { Field } from '../components/field';
import { LanguageSwitch } from '../components/language_switch';
import { OrganisationLink } from '../components/organisation_link';
import { Page } from '../components/page';
import { ProblemNote } from '../components/problem_note';
import { SkipLink } from '../components/skip_link';
import { markSigned } from '../lib/signed';

/** Where staff, officers and members sign in. */
export function SignInPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { back } = useSearch({ from: '/work/sign-in' });
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => send('post', '/api/v1/session', { body: { name: name.trim(), password } }),
    onSuccess: async (session) => {
      carryToken(session.csrf);
      markSigned(true);
      client.removeQueries({ queryKey: ['staff'] });
      client.setQueryData(['session'], session);
      await navigate({ to: back ?? '/work/inbox', replace: true });
    },
  });
  return (
    <div className="sign-in">
      <SkipLink />
      <header className="sign-in__bar">
        <OrganisationLink to="/" />
        <LanguageSwitch />
      </header>
      <main id="main" className="sign-in__main" tabIndex={-1}>
        <Page title={t('signIn.title')} lead={t('signIn.lead')}>
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              signIn.mutate();
            }}
          >
            {signIn.error && <ProblemNote error={signIn.error} />}
            <Field id="sign-in-name" label={t('signIn.name')} required>
              {(control) => (
                <TextInput {...control} name="username" type="text" autoComplete="username" autoCapitalize="none" spellCheck={false} value={name} onChange={(event) => setName(event.target.value)} />
              )}
            </Field>
            <Field id="sign-in-password" label={t('signIn.password')} required>
              {(control) => (
                <TextInput {...control} name="password" type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
              )}
            </Field>
            <div className="form__actions">
              <Button type="submit" disabled={signIn.isPending || name.trim() === '' || password === ''}>
                {signIn.isPending ? t('common.sending') : t('signIn.action')}
              </Button>
            </div>
          </form>
          <p className="usa-hint">{t('signIn.person')}</p>
        </Page>
      </main>
    </div>
  );
}
