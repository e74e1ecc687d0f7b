import { Button, TextInput } from '@trussworks/react-uswds';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { followedQuery } from '../../api/queries';
import { Field } from '../../components/field';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { asRefused } from '../../lib/problems';
import { digitsOf, forgetReceipt, grouped, isWhole, keepReceipt, keptReceipt } from '../../lib/receipt';
import { forgetRaised } from '../raise/raised';
import { FollowedMatter } from './followed_matter';

/** The person's own view of the matter, opened with the receipt. */
export function FollowPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [receipt, setReceipt] = useState(keptReceipt);
  const [code, setCode] = useState<string | undefined>();
  const followed = useQuery({ ...followedQuery(receipt ?? '', code), enabled: receipt !== null });
  const forget = () => {
    forgetReceipt();
    forgetRaised();
    client.removeQueries({ queryKey: ['followed'] });
    setReceipt(null);
    setCode(undefined);
  };
  // A digit mistyped: what was typed stays, to be compared. A part of the matter that is gone is another thing.
  const unknown = followed.error !== null && code === undefined && asRefused(followed.error).status === 404;
  if (receipt === null || unknown) {
    return (
      <Page title={t('follow.title')} lead={t('follow.lead')} focusOn="enter" ownFocus={unknown}>
        <ReceiptForm
          key={unknown ? receipt : 'new'}
          refused={unknown ? receipt : null}
          onReceipt={(digits) => {
            client.removeQueries({ queryKey: ['followed'] });
            keepReceipt(digits);
            setReceipt(digits);
          }}
        />
      </Page>
    );
  }
  return (
    <Page
      title={t('follow.title')}
      heading={followed.data?.title ?? t('follow.title')}
      focusOn={followed.data?.code ?? 'loading'}
      actions={
        <Button type="button" unstyled onClick={forget}>
          {t('follow.forget')}
        </Button>
      }
    >
      {followed.error && <ProblemNote error={followed.error} retry={() => void followed.refetch()} />}
      {followed.isPending && <Skeleton lines={8} />}
      {followed.data && <FollowedMatter key={followed.data.code} followed={followed.data} access={{ receipt, code }} onOther={setCode} />}
    </Page>
  );
}

interface ReceiptFormProps {
  /** The receipt that opened nothing. */
  refused: string | null;
  onReceipt: (digits: string) => void;
}

function ReceiptForm({ refused, onReceipt }: ReceiptFormProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(grouped(refused ?? ''));
  const [error, setError] = useState(refused === null ? '' : t('follow.unknown'));
  useEffect(() => {
    if (refused !== null) document.getElementById('receipt')?.focus();
  }, [refused]);
  return (
    <form
      noValidate
      className="receipt-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole(typed)) onReceipt(digitsOf(typed));
        else {
          setError(t('follow.wrong', { count: digitsOf(typed).length }));
          document.getElementById('receipt')?.focus();
        }
      }}
    >
      <Field id="receipt" label={t('follow.receipt')} hint={t('follow.receiptHint')} error={error} required>
        {(control) => (
          <TextInput
            {...control}
            name="receipt"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            spellCheck={false}
            className="receipt-form__input"
            value={typed}
            onChange={(event) => {
              setTyped(grouped(event.target.value));
              setError('');
            }}
          />
        )}
      </Field>
      <Button type="submit">{t('follow.open')}</Button>
      <p className="usa-hint">{t('follow.tab')}</p>
    </form>
  );
}
