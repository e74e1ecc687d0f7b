import { Button } from '@trussworks/react-uswds';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { carryToken, send } from '../../api/client';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { TextField } from '../../components/simple_fields';
import { clearDrafts } from '../../lib/drafts';
import { changeLanguage, isLanguage, LANGUAGES, type Language } from '../../lib/i18n';
import { markSigned } from '../../lib/signed';
import { useLanguage } from '../../lib/use_language';
import { useDates } from '../../lib/use_dates';
import { useSession } from '../use_session';
import { CalendarLinks } from './calendar_links';
import { Connections } from './connections';
import { OwnData } from './own_data';
import { SecondFactorPart } from './second_factor';
import { SessionList } from './session_list';

const NAMES: Record<Language, string> = { zh: '中文', en: 'English' };

/** One's own account: posts, language, password, and the way out. */
export function AccountPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const { session } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => send('delete', '/api/v1/session', {}),
    onSuccess: async () => {
      carryToken('');
      markSigned(false);
      clearDrafts('work.');
      await navigate({ to: '/work/sign-in' });
      client.clear();
      client.setQueryData(['session'], null);
    },
  });
  if (!session) return null;
  return (
    <Page title={t('work.account')} lead={`${session.person.title} · ${session.account}`}>
      <h2>{t('people.posts')}</h2>
      <ul className="links">
        {session.posts.map((post) => (
          <li key={post.id}>
            <strong>{post.title}</strong> · {post.unit.name}
          </li>
        ))}
      </ul>
      <SecondFactorPart />
      <Connections />
      <SessionList />
      {!session.secondFactor.due && <CalendarLinks />}
      <LanguageChoice />
      <PasswordForm />
      <OwnData />
      <h2>{t('account.signOut')}</h2>
      <p>{t('account.signOutText', { until: dates.instant(session.expiresAt) })}</p>
      {signOut.error && <ProblemNote error={signOut.error} />}
      <Button type="button" outline disabled={signOut.isPending} onClick={() => signOut.mutate()}>
        {t('account.signOut')}
      </Button>
    </Page>
  );
}

function LanguageChoice() {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: async (chosen: Language) => {
      const session = await send('post', '/api/v1/session/language', { body: { language: chosen } });
      await changeLanguage(chosen);
      carryToken(session.csrf);
      client.setQueryData(['session'], session);
      await client.invalidateQueries();
    },
  });
  return (
    <>
      <h2>{t('account.language')}</h2>
      {change.error && <ProblemNote error={change.error} />}
      <div className="chips">
        {LANGUAGES.filter(isLanguage).map((choice) => (
          <button key={choice} type="button" className="chip" aria-pressed={choice === language} lang={choice} onClick={() => change.mutate(choice)}>
            {NAMES[choice]}
          </button>
        ))}
      </div>
    </>
  );
}

function PasswordForm() {
  const { t } = useTranslation();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const change = useMutation({
    mutationFn: () => send('post', '/api/v1/session/password', { body: { old: old || undefined, new: fresh } }),
    onSuccess: () => {
      setOld('');
      setFresh('');
      setAgain('');
    },
  });
  const differs = again !== '' && again !== fresh;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (fresh && fresh === again) change.mutate();
      }}
    >
      <h2>{t('account.password')}</h2>
      {change.error && <ProblemNote error={change.error} />}
      <p role="status">{change.isSuccess && old === '' ? t('account.passwordDone') : ''}</p>
      <TextField id="password-old" label={t('account.old')} hint={t('secondFactor.noPassword')} type="password" autoComplete="current-password" value={old} onChange={setOld} />
      <TextField id="password-new" label={t('account.new')} type="password" autoComplete="new-password" value={fresh} onChange={setFresh} required />
      <TextField id="password-again" label={t('account.again')} type="password" autoComplete="new-password" value={again} onChange={setAgain} error={differs ? t('account.differs') : undefined} required />
      <div className="form__actions">
        <Button type="submit" disabled={change.isPending || !fresh || fresh !== again}>
          {t('account.change')}
        </Button>
      </div>
    </form>
  );
}
