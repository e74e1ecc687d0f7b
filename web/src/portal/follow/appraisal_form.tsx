import { Button, Radio, Textarea } from '@trussworks/react-uswds';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce, send } from '../../api/client';
import type { OpenStep, Schema } from '../../api/types';
import { ErrorSummary } from '../../components/error_summary';
import { Field } from '../../components/field';
import { ProblemNote } from '../../components/problem_note';
import type { Access } from './access';

type Solved = Schema<'AppraisalRequest'>['solved'];

const SOLVED: readonly Solved[] = ['yes', 'partly', 'no'];
const SATISFIED = [5, 4, 3, 2, 1] as const;

interface Props {
  step: OpenStep;
  access: Access;
  onSent: (followed: Schema<'Followed'>) => void;
}

/** The person's own word on the answer: is it solved, and how well was it done. */
export function AppraisalForm({ step, access: { receipt, code }, onSent }: Props) {
  const { t } = useTranslation();
  const [solved, setSolved] = useState<Solved | null>(null);
  const [satisfied, setSatisfied] = useState(0);
  const [comment, setComment] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [once] = useState(newOnce);
  const appraisal = useMutation({
    mutationFn: (body: Schema<'AppraisalRequest'>) => send('post', '/api/v1/follow/appraisal', { body, query: { code }, receipt, once }),
    onSuccess: onSent,
  });
  const missing = attempt > 0;
  const errors = {
    solved: missing && solved === null ? t('inputError.required') : undefined,
    satisfied: missing && satisfied === 0 ? t('inputError.required') : undefined,
  };
  const titleOf = (ask: string, otherwise: string) => step.asks.find((item) => item.id === ask)?.title ?? otherwise;
  const solvedTitle = (choice: Solved) =>
    step.asks.find((ask) => ask.id === 'solved')?.choices.find((item) => item.id === choice)?.title ?? t(`appraise.${choice}`);
  const items = [
    ...(errors.solved ? [{ id: 'solved', text: `${titleOf('solved', t('appraise.solved'))}: ${errors.solved}` }] : []),
    ...(errors.satisfied ? [{ id: 'satisfied', text: `${titleOf('satisfied', t('appraise.satisfied'))}: ${errors.satisfied}` }] : []),
  ];
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAttempt((before) => before + 1);
        if (solved && satisfied > 0) appraisal.mutate({ solved, satisfied, comment: comment.trim() || undefined });
      }}
    >
      <ErrorSummary items={items} attempt={attempt} />
      <Field id="solved" label={titleOf('solved', t('appraise.solved'))} error={errors.solved} required group>
        {() => (
          <div data-field="solved" className="choices choices--row">
            {SOLVED.map((choice) => (
              <Radio key={choice} id={`solved-${choice}`} name="solved" label={solvedTitle(choice)} checked={solved === choice} onChange={() => setSolved(choice)} />
            ))}
          </div>
        )}
      </Field>
      <Field id="satisfied" label={titleOf('satisfied', t('appraise.satisfied'))} error={errors.satisfied} required group>
        {() => (
          <div data-field="satisfied" className="choices choices--row">
            {SATISFIED.map((grade) => (
              <Radio key={grade} id={`satisfied-${grade}`} name="satisfied" label={t(`appraise.grade${grade}`)} checked={satisfied === grade} onChange={() => setSatisfied(grade)} />
            ))}
          </div>
        )}
      </Field>
      <Field id="comment" label={titleOf('comment', t('appraise.comment'))}>
        {(control) => (
          <Textarea {...control} name="comment" className="field__text field__text--short" value={comment} onChange={(event) => setComment(event.target.value)} />
        )}
      </Field>
      {!step.hint && <p className="usa-hint">{t('appraise.private')}</p>}
      {appraisal.error && <ProblemNote error={appraisal.error} />}
      <Button type="submit" disabled={appraisal.isPending}>
        {appraisal.isPending ? t('common.sending') : t('appraise.send')}
      </Button>
    </form>
  );
}
