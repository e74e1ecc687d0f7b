import { Button, Textarea } from '@trussworks/react-uswds';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { MatterDetail, Schema } from '../../api/types';
import { Field } from '../../components/field';
import { ProblemNote } from '../../components/problem_note';
import { IdentityRequests } from './identity_requests';

/** Who raised it: masked, until it is opened with a reason. What was opened is held by this page alone. */
export function IdentityBox({ detail }: { detail: MatterDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const matter = detail.matter.id;
  const path = { matter };
  const refresh = () => client.invalidateQueries({ queryKey: ['staff', 'matter', matter] });
  const identity = useMutation({
    mutationFn: (reason: string) => send('post', '/api/v1/matters/{matter}/identity', { path, body: { reason } }),
    gcTime: 0,
  });
  const ask = useMutation({
    mutationFn: (reason: string) => send('post', '/api/v1/matters/{matter}/identity/requests', { path, body: { reason } }),
    onSuccess: () => void refresh(),
  });
  const own = detail.identityRequests.find((request) => request.mine);
  const mayOpen = detail.mayOpenIdentity && !identity.data;
  return (
    <section aria-labelledby="identity-title">
      <h2 id="identity-title">{t('identity.title')}</h2>
      <p>
        {detail.anonymous ? t('identity.anonymous') : detail.contact}
        {detail.matter.groupSize > 1 && <> · {t('matter.group', { count: detail.matter.groupSize })}</>}
      </p>
      {!detail.anonymous && detail.callsBack.length > 0 && (
        <p className="usa-hint">{t('identity.callsBack', { posts: detail.callsBack.join(t('common.listComma')) })}</p>
      )}
      {identity.data && <Opened identity={identity.data} />}
      {mayOpen && !detail.identityByTwo && (
        <ReasonForm open={t('identity.open')} action={t('identity.openNow')} sending={identity.isPending} error={identity.error} onReason={identity.mutate} />
      )}
      {detail.mayOpenIdentity && detail.identityByTwo && (
        <>
          <p className="usa-hint">{t('identity.byTwo')}</p>
          <IdentityRequests matter={matter} requests={detail.identityRequests} onChanged={refresh} />
          {!own && <ReasonForm open={t('identity.ask')} action={t('identity.askNow')} sending={ask.isPending} error={ask.error} onReason={ask.mutate} />}
          {mayOpen && own?.agreed && (
            <Button type="button" outline disabled={identity.isPending} onClick={() => identity.mutate(own.reason)}>
              {t('identity.open')}
            </Button>
          )}
          {identity.error && <ProblemNote error={identity.error} />}
        </>
      )}
    </section>
  );
}

interface ReasonProps {
  open: string;
  action: string;
  sending: boolean;
  error: Error | null;
  onReason: (reason: string) => void;
}

/** A button, and behind it the question why. */
function ReasonForm({ open, action, sending, error, onReason }: ReasonProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  if (!asking) {
    return (
      <Button type="button" outline onClick={() => setAsking(true)}>
        {open}
      </Button>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onReason(reason.trim());
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
      {error && <ProblemNote error={error} />}
      <div className="form__actions">
        <Button type="submit" disabled={sending || reason.trim() === ''}>
          {action}
        </Button>
        <Button type="button" unstyled onClick={() => setAsking(false)}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
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
