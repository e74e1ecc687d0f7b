import { Button } from '@trussworks/react-uswds';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce, send } from '../../api/client';
import { unitQuery } from '../../api/queries';
import type { Ask } from '../../api/types';
import { PromiseList } from '../../components/clock_list';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { asRefused, fieldErrors } from '../../lib/problems';
import { keepReceipt } from '../../lib/receipt';
import { useDates } from '../../lib/use_dates';
import { useLanguage } from '../../lib/use_language';
import { placeOf, type Errors } from './checks';
import { choiceOf, groupSizeOf, inputsOf, requestOf, wordAsks, type Step } from './draft';
import type { Part } from './part';
import { ProofNote } from './proof_note';
import { rememberRaised } from './raised';
import { useProof } from './use_proof';

interface Props extends Part {
  go: (step: Step) => void;
  /** Back to the step whose fields the server refused. */
  refused: (step: Step, errors: Errors) => void;
  clear: () => void;
}

/** Who answers, by when and because of which rule; then it is sent. */
export function CheckStep({ draft, procedure, topic, go, refused, clear }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  // The same for every try, so that a lost answer does not raise it twice.
  const [once, setOnce] = useState(newOnce);
  const proving = useProof();
  const place = draft.place?.id ?? '';
  const inputs = procedure ? inputsOf(draft, procedure) : {};
  const preview = useQuery({
    queryKey: ['preview', place, draft.topic, draft.procedure, inputs],
    queryFn: ({ signal }) => send('post', '/api/v1/preview', { body: { place, ...choiceOf(draft), inputs }, signal }),
    enabled: place !== '' && procedure !== undefined,
    retry: false,
  });
  const raise = useMutation({
    mutationFn: async () => {
      if (!procedure) return;
      const raised = await proving.sending((proof) =>
        send('post', '/api/v1/matters', { body: requestOf(draft, procedure, language), once, proof }),
      );
      keepReceipt(raised.receipt);
      rememberRaised(raised);
      clear();
      await navigate({ to: '/raise/sent' });
    },
    onError: (error) => {
      const { problem, status } = asRefused(error);
      if (status >= 400 && status < 500) setOnce(newOnce());
      const found = Object.entries(fieldErrors(problem)).map(([field, text]) => ({ at: placeOf(field, procedure), text }));
      const first = found.find((item) => item.at)?.at;
      if (!first) return;
      const errors = found.flatMap(({ at, text }) => (at?.step === first.step ? [[at.id, text] as const] : []));
      refused(first.step, Object.fromEntries(errors));
    },
  });
  if (!procedure) return null;
  const anonymous = draft.anonymous && procedure.anonymous;
  return (
    <>
      <section className="answerable" aria-labelledby="answerable-title">
        <h2 id="answerable-title">{t('raise.check.whoAnswers')}</h2>
        {preview.error ? (
          <ProblemNote error={preview.error} retry={() => void preview.refetch()} />
        ) : !preview.data ? (
          <Skeleton lines={4} />
        ) : (
          <>
            <p className="answerable__unit">{preview.data.unit.name}</p>
            {preview.data.note && <p>{preview.data.note}</p>}
            <PromiseList clocks={preview.data.clocks} />
          </>
        )}
      </section>
      <h2>{t('raise.check.yourWords')}</h2>
      <dl className="summary">
        <Line label={t('raise.what.label')} change={() => go('what')}>
          {topic?.title ?? procedure.title}
          {topic && <span className="summary__small">{procedure.title}</span>}
        </Line>
        <Line label={t('raise.where.label')} change={() => go('where')}>
          {draft.place?.name}
          {draft.address && <span className="summary__small">{draft.address}</span>}
        </Line>
        {wordAsks(procedure)
          .filter((ask) => (draft.inputs[ask.id] ?? '') !== '')
          .map((ask) => (
            <Line key={ask.id} label={ask.title} change={() => go('words')}>
              <InputText ask={ask} value={draft.inputs[ask.id] ?? ''} />
            </Line>
          ))}
        <Line label={t('raise.who.label')} change={() => go('who')}>
          {anonymous ? t('raise.who.anonymous') : [draft.name, draft.phone, draft.email].filter(Boolean).join(' · ')}
          {groupSizeOf(draft) > 1 && (
            <span className="summary__small">{t('raise.check.group', { count: groupSizeOf(draft) })}</span>
          )}
          {!anonymous && draft.confidential && procedure.confidential && (
            <span className="summary__small">{t('raise.who.confidential')}</span>
          )}
        </Line>
      </dl>
      {raise.error && <ProblemNote error={raise.error} />}
      <ProofNote proving={proving} />
      <div className="form__actions">
        <Button type="button" outline onClick={() => go('who')}>
          {t('common.back')}
        </Button>
        <Button type="button" disabled={raise.isPending} onClick={() => raise.mutate()}>
          {raise.isPending ? t('common.sending') : t('raise.check.send')}
        </Button>
      </div>
    </>
  );
}

function Line({ label, change, children }: { label: string; change: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="summary__line">
      <dt>{label}</dt>
      <dd className="summary__value">{children}</dd>
      <dd className="summary__change">
        <button type="button" className="usa-button usa-button--unstyled" onClick={change}>
          {t('common.change')}
          <span className="usa-sr-only"> {label}</span>
        </button>
      </dd>
    </div>
  );
}

/** An input as words: the titles of choices and the names of units in place of their ids. */
function InputText({ ask, value }: { ask: Ask; value: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const unit = useQuery({ ...unitQuery(value), enabled: ask.type === 'unit' });
  if (ask.type === 'unit') return <>{unit.data?.unit.name ?? '…'}</>;
  if (ask.type === 'choice') return <>{ask.choices.find((choice) => choice.id === value)?.title ?? value}</>;
  if (ask.type === 'yes-no') return <>{value === 'yes' ? t('common.yes') : t('common.no')}</>;
  if (ask.type === 'date') return <>{dates.day(value)}</>;
  return <span className="words">{value}</span>;
}
