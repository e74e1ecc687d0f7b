import { Button } from '@trussworks/react-uswds';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { Note } from '../../components/note';
import { ProblemNote } from '../../components/problem_note';
import { QrCode } from '../../components/qr_code';
import { useAct } from '../../components/use_act';
import { useDates } from '../../lib/use_dates';
import { useShowPerson } from './person_page';

/** What whoever keeps the accounts does for a person: a link to sign in by, and the second factor. */
export function AccountHelp({ detail }: { detail: Schema<'PersonDetail'> }) {
  return (
    <>
      <SignInLink person={detail.id} />
      <Factor detail={detail} />
    </>
  );
}

function SignInLink({ person }: { person: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const make = useAct(() => send('post', '/api/v1/people/{person}/sign-in-link', { path: { person } }), () => undefined);
  const link = make.answer;
  // After the sign “#”, what follows is never sent to a server, so no log can hold it.
  const address = link && `${window.location.origin}/work/sign-in#link=${link.token}`;
  return (
    <ActForm title={t('people.link')} hint={t('people.linkText')} action={link ? t('people.linkAnew') : t('people.linkMake')} ready busy={make.busy} error={make.error} onSubmit={() => make.run(undefined)}>
      {link && address && (
        <div className="sign-in-link" role="status">
          <QrCode text={address} label={t('people.linkQr')} />
          <p>
            <code>{address}</code>
          </p>
          <p>{t('people.linkUntil', { until: dates.instant(link.expiresAt) })}</p>
          <Button type="button" outline className="no-print" onClick={() => window.print()}>
            {t('receipt.print')}
          </Button>
        </div>
      )}
    </ActForm>
  );
}

function Factor({ detail }: { detail: Schema<'PersonDetail'> }) {
  const { t } = useTranslation();
  const show = useShowPerson();
  const path = { person: detail.id };
  const require = useAct(
    async (required: boolean) => {
      await send('post', '/api/v1/people/{person}/second-factor', { path, body: { required } });
      return required;
    },
    (required) => show({ ...detail, secondFactorRequired: required }),
  );
  const reset = useAct(() => send('delete', '/api/v1/people/{person}/second-factor', { path }), () => undefined);
  return (
    <ActForm title={t('secondFactor.title')} hint={t('people.factorText')} action={t('people.factorReset')} ready busy={reset.busy} error={reset.error} onSubmit={() => reset.run(undefined)} danger>
      {reset.done && <Note kind="success" slim live title={t('people.factorResetDone')} />}
      {require.error !== null && <ProblemNote error={require.error} />}
      <div className="usa-checkbox">
        <input className="usa-checkbox__input" type="checkbox" id="factor-required" checked={detail.secondFactorRequired} disabled={require.busy} onChange={(event) => require.run(event.target.checked)} />
        <label className="usa-checkbox__label" htmlFor="factor-required">
          {t('people.factorRequired')}
        </label>
      </div>
    </ActForm>
  );
}
