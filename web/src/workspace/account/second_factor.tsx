import { Button } from '@trussworks/react-uswds';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile, send } from '../../api/client';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { Note } from '../../components/note';
import { ProblemNote } from '../../components/problem_note';
import { QrCode } from '../../components/qr_code';
import { TextField } from '../../components/simple_fields';
import { useAct } from '../../components/use_act';
import { useSession } from '../use_session';

/** The second factor: set up with an app, shown to work, kept with recovery codes. */
export function SecondFactorPart() {
  const { t } = useTranslation();
  const { session } = useSession();
  const client = useQueryClient();
  const [codes, setCodes] = useState<readonly string[]>([]);
  if (!session) return null;
  const { on, due, post, recoveryCodesLeft } = session.secondFactor;
  const shown = async (answer: Schema<'RecoveryCodes'>) => {
    setCodes(answer.codes);
    await client.invalidateQueries({ queryKey: ['session'] });
  };
  return (
    <section aria-labelledby="second-factor-title">
      <h2 id="second-factor-title">{t('secondFactor.title')}</h2>
      {due && <Note kind="warning" title={post ? t('secondFactor.duePost', { post }) : t('secondFactor.due')} />}
      <p>{on ? t('secondFactor.on', { count: recoveryCodesLeft }) : t('secondFactor.off')}</p>
      {codes.length > 0 && <Codes codes={codes} account={session.account} onDone={() => setCodes([])} />}
      {codes.length === 0 && <SetUp anew={on} onCodes={shown} />}
      {on && codes.length === 0 && <Keep onCodes={shown} required={session.secondFactor.required} />}
    </section>
  );
}

function SetUp({ anew, onCodes }: { anew: boolean; onCodes: (answer: Schema<'RecoveryCodes'>) => Promise<void> }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [inUse, setInUse] = useState('');
  const [code, setCode] = useState('');
  const begin = useAct(
    () => send('post', '/api/v1/session/second-factor', { body: anew ? { password, code: inUse.trim() } : { password } }),
    () => {
      setPassword('');
      setInUse('');
    },
  );
  const confirm = useAct(() => send('post', '/api/v1/session/second-factor/confirm', { body: { code: code.trim() } }), onCodes);
  const secret = begin.answer;
  if (!secret) {
    return (
      <ActForm title={anew ? t('secondFactor.anew') : t('secondFactor.setUp')} hint={t('secondFactor.setUpText')} action={t('common.continue')} ready={!anew || inUse.trim() !== ''} busy={begin.busy} error={begin.error} onSubmit={() => begin.run(undefined)}>
        <TextField id="factor-password" label={t('account.old')} hint={t('secondFactor.noPassword')} type="password" autoComplete="current-password" value={password} onChange={setPassword} />
        {anew && (
          <TextField id="factor-in-use" label={t('secondFactor.inUse')} hint={t('secondFactor.inUseHint')} autoComplete="one-time-code" value={inUse} onChange={setInUse} required />
        )}
      </ActForm>
    );
  }
  return (
    <form
      noValidate
      className="second-factor"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() !== '') confirm.run(undefined);
      }}
    >
      <p>{t('secondFactor.scan')}</p>
      <QrCode text={secret.uri} label={t('secondFactor.qr')} />
      <p>
        {t('secondFactor.key')}
        <code className="second-factor__key">{secret.secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      {confirm.error !== null && <ProblemNote error={confirm.error} />}
      <TextField id="factor-code" label={t('secondFactor.code')} autoComplete="one-time-code" value={code} onChange={setCode} required />
      <div className="form__actions">
        <Button type="submit" disabled={confirm.busy || code.trim() === ''}>
          {t('secondFactor.confirm')}
        </Button>
      </div>
    </form>
  );
}

function Codes({ codes, account, onDone }: { codes: readonly string[]; account: string; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Note kind="success" title={t('secondFactor.codesTitle')} live>
      <p>{t('secondFactor.codesText')}</p>
      <ul className="second-factor__codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="form__actions no-print">
        <Button type="button" outline onClick={() => saveFile(new Blob([`${codes.join('\n')}\n`], { type: 'text/plain' }), `${account}.txt`)}>
          {t('secondFactor.save')}
        </Button>
        <Button type="button" outline onClick={() => window.print()}>
          {t('receipt.print')}
        </Button>
        <Button type="button" onClick={onDone}>
          {t('secondFactor.kept')}
        </Button>
      </div>
    </Note>
  );
}

/** What needs a code: new recovery codes, or going without the factor again. */
function Keep({ onCodes, required }: { onCodes: (answer: Schema<'RecoveryCodes'>) => Promise<void>; required: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const renew = useAct(() => send('post', '/api/v1/session/second-factor/codes', { body: { code: code.trim() } }), onCodes);
  const remove = useAct(
    () => send('post', '/api/v1/session/second-factor/remove', { body: { code: code.trim() } }),
    () => client.invalidateQueries({ queryKey: ['session'] }),
  );
  const field = (id: string) => <TextField id={id} label={t('secondFactor.code')} autoComplete="one-time-code" value={code} onChange={setCode} required />;
  return (
    <>
      <ActForm title={t('secondFactor.renew')} action={t('secondFactor.renew')} ready={code.trim() !== ''} busy={renew.busy} error={renew.error} onSubmit={() => renew.run(undefined)}>
        {field('factor-renew')}
      </ActForm>
      {!required && (
        <ActForm title={t('secondFactor.remove')} action={t('secondFactor.remove')} ready={code.trim() !== ''} busy={remove.busy} error={remove.error} onSubmit={() => remove.run(undefined)} danger>
          {field('factor-remove')}
        </ActForm>
      )}
    </>
  );
}
