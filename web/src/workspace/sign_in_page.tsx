import { Button, TextInput } from '@trussworks/react-uswds';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../api/client';
import { Field } from '../components/field';
import { Note } from '../components/note';
import { ProblemNote } from '../components/problem_note';
import { TextField } from '../components/simple_fields';
import { asRefused } from '../lib/problems';
import { useEntering } from './entering';
import { ProviderButtons } from './provider_buttons';
import { SignInFrame } from './sign_in_frame';

const CODE_NEEDED = 'urn:massline:code-needed';

/** The token of a link that the person was handed; it stands after the sign “#”, which no server sees. */
function linkInAddress(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get('link') ?? '';
}

/** Where staff, officers and members sign in. */
export function SignInPage() {
  const { t } = useTranslation();
  const [link] = useState(linkInAddress);
  const { back } = useSearch({ from: '/work/sign-in' });
  return (
    <SignInFrame title={t('signIn.title')} lead={link ? t('signIn.linkLead') : t('signIn.lead')}>
      <SignInForm link={link} back={back} />
      {!link && <ProviderButtons back={back} />}
      <p className="usa-hint">{t('signIn.person')}</p>
    </SignInFrame>
  );
}

function SignInForm({ link, back }: { link: string; back: string | undefined }) {
  const { t } = useTranslation();
  const enter = useEntering(back);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [device, setDevice] = useState('');
  const [codeAsked, setCodeAsked] = useState(false);
  const signIn = useMutation({
    mutationFn: () => {
      const more = { code: code.trim() || undefined, device: device.trim() || undefined };
      return link
        ? send('post', '/api/v1/session/link', { body: { token: link, ...more } })
        : send('post', '/api/v1/session', { body: { name: name.trim(), password, ...more } });
    },
    onSuccess: enter,
    onError: (error) => setCodeAsked((before) => before || asRefused(error).problem.type === CODE_NEEDED),
  });
  const needed = signIn.error !== null && asRefused(signIn.error).problem.type === CODE_NEEDED;
  const ready = (link !== '' || (name.trim() !== '' && password !== '')) && (!codeAsked || code.trim() !== '');
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !signIn.isPending) signIn.mutate();
      }}
    >
      {signIn.error && !needed && <ProblemNote error={signIn.error} />}
      {needed && <Note kind="info" slim live title={t('signIn.codeNeeded')} />}
      {!link && (
        <>
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
        </>
      )}
      {codeAsked && (
        <Field id="sign-in-code" label={t('secondFactor.code')} hint={t('signIn.codeHint')} required>
          {(control) => (
            <TextInput {...control} name="code" type="text" autoFocus autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} value={code} onChange={(event) => setCode(event.target.value)} />
          )}
        </Field>
      )}
      <TextField id="sign-in-device" label={t('signIn.device')} hint={t('signIn.deviceHint')} value={device} onChange={setDevice} />
      <div className="form__actions">
        <Button type="submit" disabled={signIn.isPending || !ready}>
          {signIn.isPending ? t('common.sending') : t('signIn.action')}
        </Button>
      </div>
    </form>
  );
}
