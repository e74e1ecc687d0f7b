import { Button } from '@trussworks/react-uswds';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { ProblemNote } from '../../components/problem_note';
import { SelectField, TextField } from '../../components/simple_fields';
import { useAct } from '../../components/use_act';
import { isLanguage } from '../../lib/i18n';
import { AccountHelp } from './account_help';
import { useShowPerson } from './person_page';

const LANGUAGES = [
  { id: 'zh', title: '中文' },
  { id: 'en', title: 'English' },
];

/** The account with which a person signs in. */
export function AccountActs({ detail }: { detail: Schema<'PersonDetail'> }) {
  const { t } = useTranslation();
  const show = useShowPerson();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [language, setLanguage] = useState('zh');
  const [asking, setAsking] = useState(false);
  const path = { person: detail.id };
  const create = useAct(
    () =>
      send('post', '/api/v1/people/{person}/account', {
        path,
        body: { name: name.trim(), password: password || undefined, language: isLanguage(language) ? language : undefined },
      }),
    (fresh) => {
      setPassword('');
      show(fresh);
    },
  );
  const close = useAct(() => send('delete', '/api/v1/people/{person}/account', { path }), show);
  return (
    <section aria-labelledby="account-title">
      <h2 id="account-title">{t('people.account')}</h2>
      <p>{detail.account ?? t('people.noAccount')}</p>
      {close.error !== null && <ProblemNote error={close.error} />}
      {detail.mayManageAccount && detail.account !== null && (
        <div className="form__actions">
          {asking ? (
            <>
              <Button type="button" secondary disabled={close.busy} onClick={() => close.run(undefined)}>
                {t('people.closeAccountSure')}
              </Button>
              <Button type="button" unstyled onClick={() => setAsking(false)}>
                {t('common.cancel')}
              </Button>
            </>
          ) : (
            <Button type="button" outline onClick={() => setAsking(true)}>
              {t('people.closeAccount')}
            </Button>
          )}
        </div>
      )}
      {detail.mayManageAccount && detail.account !== null && <AccountHelp detail={detail} />}
      {detail.mayManageAccount && detail.account === null && (
        <ActForm title={t('people.createAccount')} hint={t('people.firstPassword')} action={t('people.createAccount')} ready={name.trim() !== ''} busy={create.busy} error={create.error} onSubmit={() => create.run(undefined)}>
          <TextField id="account-name" label={t('signIn.name')} value={name} onChange={setName} required />
          <TextField id="account-password" label={t('signIn.password')} hint={t('people.noPassword')} type="password" autoComplete="new-password" value={password} onChange={setPassword} />
          <SelectField id="account-language" label={t('account.language')} value={language} choices={LANGUAGES} onChange={setLanguage} required />
        </ActForm>
      )}
    </section>
  );
}
