import { Button, Textarea } from '@trussworks/react-uswds';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { MatterDetail, Schema } from '../../api/types';
import { Field } from '../../components/field';
import { ProblemNote } from '../../components/problem_note';

/** Who raised it: masked, until it is opened with a reason. What was opened is held by this page alone. */
export function IdentityBox({ detail }: { detail: MatterDetail }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const matter = detail.matter.id;
  const identity = useMutation({
    mutationFn: () => send('post', '/api/v1/matters/{matter}/identity', { path: { matter }, body: { reason: reason.trim() } }),
    gcTime: 0,
  });
  return (
    <section aria-labelledby="identity-title">
      <h2 id="identity-title">{t('identity.title')}</h2>
      <p>
        {detail.anonymous ? t('identity.anonymous') : detail.contact}
        {detail.matter.groupSize > 1 && <> · {t('matter.group', { count: detail.matter.groupSize })}</>}
      </p>
      {identity.data && <Opened identity={identity.data} />}
      {detail.mayOpenIdentity && !identity.data && !asking && (
        <Button type="button" outline onClick={() => setAsking(true)}>
          {t('identity.open')}
        </Button>
      )}
      {asking && !identity.data && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            identity.mutate();
          }}
        >
          <Field id="identity-reason" label={t('identity.reason')} hint={t('identity.journalled')} required>
            {(control) => (
              <Textarea
                {...control}
                name="reason"
                className="field__text field__text--short"
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          {identity.error && <ProblemNote error={identity.error} />}
          <div className="form__actions">
            <Button type="submit" disabled={identity.isPending || reason.trim() === ''}>
              {t('identity.openNow')}
            </Button>
            <Button type="button" unstyled onClick={() => setAsking(false)}>
              {t('common.cancel')}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}

function Opened({ identity }: { identity: Schema<'Identity'> }) {
  const { t } = useTranslation();
  const lines = [identity.contact, ...identity.representatives];
  return (
    <ul className="identity" aria-live="polite">
      {lines.map((contact, index) => (
        <li key={index}>
          {index > 0 && <strong>{t('raise.who.representative', { number: index })}: </strong>}
          {[contact.name, contact.phone, contact.email, contact.address].filter(Boolean).join(' · ')}
        </li>
      ))}
    </ul>
  );
}
