import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitQuery } from '../../api/queries';
import { activityQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { Note } from '../../components/note';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import type { ChangeAct, NewAct } from '../searches';
import { ActivityForm } from './activity_form';
import { TalkForm } from './talk_form';

/** A new activity of a unit: planned, recorded as held, or a talk. */
export function NewActivityPage() {
  const { t } = useTranslation();
  const { unit } = useParams({ from: '/work/units/$unit/activities/new' });
  const search = useSearch({ from: '/work/units/$unit/activities/new' });
  const act: NewAct = search.act ?? 'hold';
  const detail = useQuery(unitQuery(unit)).data;
  const [done, setDone] = useState<Done>();
  return (
    <Page title={t(`activities.${act}Title`)} lead={detail?.unit.name} focusOn={done ? 'done' : act} className="activity-page">
      {done ? (
        <Taken done={done} act={act === 'plan' ? 'plan' : 'hold'} />
      ) : act === 'talk' ? (
        <TalkForm key={unit} unit={unit} kind={search.kind} onDone={(answer) => setDone({ answer, names: new Map() })} />
      ) : (
        <ActivityForm key={`${unit}-${act}`} unit={unit} act={act} kind={search.kind} onDone={(answer, names) => setDone({ answer, names })} />
      )}
    </Page>
  );
}

/** What is planned or recorded, held, moved or corrected. */
export function ChangeActivityPage() {
  const { t } = useTranslation();
  const { activity } = useParams({ from: '/work/activities/$activity/change' });
  const act: ChangeAct = useSearch({ from: '/work/activities/$activity/change' }).act ?? 'hold';
  const query = useQuery({ ...activityQuery(activity), staleTime: Infinity });
  const detail = query.data;
  const [done, setDone] = useState<Done>();
  const lead = detail && [detail.activity.kind.title, detail.activity.unit.name].join(' · ');
  return (
    <Page title={t(detail && act === 'plan' ? 'activities.planAgainTitle' : `activities.${act}Title`)} lead={lead} focusOn={done ? 'done' : act} className="activity-page">
      {query.error && <ProblemNote error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton lines={10} />}
      {done && <Taken done={done} act={act} />}
      {detail && !done && <ActivityForm unit={detail.activity.unit.id} act={act} detail={detail} onDone={(answer, names) => setDone({ answer, names })} />}
    </Page>
  );
}

interface Done {
  answer: Schema<'RecordedActivity'>;
  names: ReadonlyMap<string, string>;
}

/** What was taken, which rows of the sheet were not, and what people do next. */
function Taken({ done: { answer, names }, act }: { done: Done; act: ChangeAct }) {
  const { t } = useTranslation();
  const { activity, counts } = answer.activity;
  const { there, members } = counts;
  const told = act === 'plan' ? t('activities.plannedDone') : activity.pairOnly ? t('activities.talkDone') : t('activities.recorded', { there, members });
  return (
    <>
      <Note kind="success" live title={told} />
      {answer.problems.length > 0 && (
        <Note kind="warning" title={t('activities.notKept', { count: answer.problems.length })}>
          <ul className="usa-list">
            {answer.problems.map((problem) => (
              <li key={problem.row}>
                <strong>{names.get(problem.person)}</strong> · {problem.detail}
              </li>
            ))}
          </ul>
          <p>{t('activities.notKeptText')}</p>
        </Note>
      )}
      <div className="form__actions">
        <Link className="usa-button" to="/work/activities/$activity" params={{ activity: activity.id }}>
          {t(act === 'plan' || activity.pairOnly ? 'activities.open' : 'activities.openAttach')}
        </Link>
        <Link className="usa-button usa-button--outline" to="/work/units/$unit/activities" params={{ unit: activity.unit.id }}>
          {t('activities.toList')}
        </Link>
      </div>
    </>
  );
}
