import { Button, StepIndicator, StepIndicatorStep } from '@trussworks/react-uswds';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { proceduresQuery, topicsQuery, useOrganisation } from '../../api/queries';
import { ErrorSummary } from '../../components/error_summary';
import { Note } from '../../components/note';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { useInputErrors } from '../../components/use_input_errors';
import { changedNames, errorsLeft } from '../../lib/touched';
import { useDraft } from '../../lib/use_draft';
import { CheckStep } from './check_step';
import { checkStep, controlsOf, summaryOf, type Errors } from './checks';
import { EMPTY_DRAFT, RAISE_DRAFT, RAISE_DRAFT_VERSION, STEPS, type RaiseDraft, type Step } from './draft';
import { PORTAL_CHANNEL, useRaisable } from './raisable';
import { WhatStep } from './what_step';
import { WhereStep } from './where_step';
import { WhoStep } from './who_step';
import { WordsStep } from './words_step';

/** Raising a matter, one question a page. The step stands in the address, so that "back" goes one step back. */
export function RaisePage() {
  const { t } = useTranslation();
  const { organisation } = useOrganisation();
  const search = useSearch({ from: '/portal/raise' });
  const navigate = useNavigate({ from: '/raise' });
  const topics = useQuery(topicsQuery);
  const procedures = useQuery(proceduresQuery());
  const draft = useDraft<RaiseDraft>(RAISE_DRAFT, RAISE_DRAFT_VERSION, EMPTY_DRAFT);
  const [errors, setErrors] = useState<Errors>({});
  const [attempt, setAttempt] = useState(0);
  const explain = useInputErrors();
  const offered = useRaisable(procedures.data?.items ?? [], [PORTAL_CHANNEL]);

  const value = draft.value;
  const topic = topics.data?.groups.flatMap((group) => group.topics).find((item) => item.id === value.topic);
  const procedure = procedures.data?.items.find((item) => item.id === (topic?.procedure ?? value.procedure));
  const chosen = Boolean(value.topic || value.procedure);
  const step: Step = chosen ? (search.step ?? 'what') : 'what';
  const index = STEPS.indexOf(step);

  useEffect(() => {
    if (search.topic || search.procedure) {
      draft.set({ topic: search.topic ?? '', procedure: search.topic ? '' : (search.procedure ?? '') });
      void navigate({ search: { step: 'where' }, replace: true });
    }
  }, [search.topic, search.procedure, draft.set, navigate]);

  const go = (to: Step) => {
    setErrors({});
    void navigate({ search: { step: to } });
  };
  const check = (now: RaiseDraft) =>
    checkStep(step, { draft: now, procedure, representativesMax: organisation?.representativesMax ?? 5 }, t, explain);
  const set = (change: Partial<RaiseDraft>) => {
    draft.set(change);
    if (Object.keys(errors).length === 0) return;
    setErrors(errorsLeft(errors, controlsOf(changedNames(value, change)), check({ ...value, ...change })));
  };
  const next = () => {
    const found = check(value);
    setErrors(found);
    setAttempt((before) => before + 1);
    const following = STEPS[index + 1];
    if (Object.keys(found).length === 0 && following) go(following);
  };
  const refused = (to: Step, found: Errors) => {
    void navigate({ search: { step: to } });
    setErrors(found);
    setAttempt((before) => before + 1);
  };

  const failed = topics.error ?? procedures.error;
  const parts = { draft: value, set, errors, procedure, topic };
  return (
    <Page title={`${t('raise.title')}: ${t(`raise.${step}.title`)}`} heading={t(`raise.${step}.title`)} focusOn={step}>
      <StepIndicator
        headingLevel="h2"
        className="raise__steps"
        counters="none"
        stepText={t('raise.stepText')}
        ofText={t('raise.ofText')}
        statusText={{ complete: t('raise.complete'), incomplete: t('raise.incomplete') }}
      >
        {STEPS.map((name, position) => (
          <StepIndicatorStep
            key={name}
            label={t(`raise.${name}.label`)}
            status={position < index ? 'complete' : position === index ? 'current' : 'incomplete'}
            statusText={{ complete: t('raise.complete'), incomplete: t('raise.incomplete') }}
          />
        ))}
      </StepIndicator>
      {draft.restored && (
        <Note kind="info" slim>
          {t('raise.restored')}{' '}
          <Button
            type="button"
            unstyled
            onClick={() => {
              draft.clear();
              go('what');
            }}
          >
            {t('raise.startAgain')}
          </Button>
        </Note>
      )}
      <ErrorSummary items={summaryOf(errors, procedure)} attempt={attempt} />
      {failed ? (
        <ProblemNote error={failed} retry={() => void Promise.all([topics.refetch(), procedures.refetch()])} />
      ) : !topics.data || !procedures.data ? (
        <Skeleton lines={6} />
      ) : step === 'check' ? (
        <CheckStep {...parts} go={go} refused={refused} clear={draft.clear} />
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            next();
          }}
        >
          {step === 'what' && (
            <WhatStep
              {...parts}
              groups={topics.data.groups}
              procedures={offered}
              onChosen={() => go('where')}
            />
          )}
          {step === 'where' && <WhereStep {...parts} />}
          {step === 'words' && <WordsStep {...parts} />}
          {step === 'who' && <WhoStep {...parts} />}
          <div className="form__actions">
            {index > 0 && (
              <Button type="button" outline onClick={() => go(STEPS[index - 1] ?? 'what')}>
                {t('common.back')}
              </Button>
            )}
            {(step !== 'what' || chosen) && <Button type="submit">{t('common.continue')}</Button>}
          </div>
        </form>
      )}
      <p className="raise__kept usa-hint">{t('raise.kept')}</p>
    </Page>
  );
}
