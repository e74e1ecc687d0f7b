import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce, send } from '../../api/client';
import { activityQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { Fact } from '../../components/fact';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { useAct } from '../../components/use_act';
import { useAmounts } from '../../lib/use_amounts';
import { useDates } from '../../lib/use_dates';
import { State, There } from './activities_page';
import { Documents } from './documents';
import { MarkList } from './mark_list';
import { PastList } from './past_list';
import { useRefreshActivities } from './use_refresh_activities';

type Detail = Schema<'ActivityDetail'>;

/** One activity: what and when, who was there, minutes and reports, and what it was before. */
export function ActivityPage() {
  const { t } = useTranslation();
  const { activity: id } = useParams({ from: '/work/activities/$activity' });
  const query = useQuery(activityQuery(id));
  const detail = query.data;
  return (
    <Page
      title={detail ? detail.activity.kind.title : t('activities.one')}
      lead={
        detail && (
          <Link to="/work/units/$unit/activities" params={{ unit: detail.activity.unit.id }}>
            {detail.activity.unit.name}
          </Link>
        )
      }
      focusOn={id}
      className="activity-page"
    >
      {query.error && <ProblemNote error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton lines={10} />}
      {detail && <Shown key={id} detail={detail} />}
    </Page>
  );
}

function Shown({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const { activity, marks, counts } = detail;
  return (
    <>
      <Facts detail={detail} />
      {detail.mayRecord && <Acts key={activity.version} detail={detail} />}
      {activity.state !== 'planned' && (marks.length > 0 || counts.members > 0 || activity.pairOnly) && (
        <section aria-labelledby="who-title">
          <h2 id="who-title">{t(activity.pairOnly ? 'activities.talkPair' : 'activities.who')}</h2>
          {!activity.pairOnly && (
            <p>
              <There pairOnly={false} counts={counts} />
            </p>
          )}
          <MarkList marks={marks} plain={activity.pairOnly} />
        </section>
      )}
      {activity.state === 'held' && !activity.pairOnly && <Documents detail={detail} />}
      {detail.past.length > 0 && <PastList past={detail.past} />}
    </>
  );
}

function Facts({ detail: { activity, leader, mayRecord } }: { detail: Detail }) {
  const { t } = useTranslation();
  const dates = useDates();
  const amounts = useAmounts();
  return (
    <dl className="fields">
      <Fact title={t('activities.state')}>
        <State activity={activity} mayRecord={mayRecord} />
      </Fact>
      <Fact title={t('activities.when')}>
        {activity.pairOnly ? dates.day(dates.dayOf(activity.from)) : dates.span(activity.from, activity.to)}
      </Fact>
      <Fact title={t('activities.topic')}>{activity.topic}</Fact>
      <Fact title={t('activities.leader')}>{leader?.title}</Fact>
      <Fact title={t('activities.place')}>{activity.place && [activity.place.name, activity.hardPlace && t('activities.hardPlace')].filter(Boolean).join(' · ')}</Fact>
      <Fact title={t('activities.counts')}>{activity.measure !== 'times' && amounts.words(activity.measure, activity.amount)}</Fact>
    </dl>
  );
}

/** What can be done with it as it stands; every act can be taken back by another. */
function Acts({ detail: { activity } }: { detail: Detail }) {
  const { t } = useTranslation();
  const { state, pairOnly } = activity;
  const acts = state === 'planned' ? (['hold', 'plan'] as const) : state === 'held' && !pairOnly ? (['correct'] as const) : [];
  return (
    <>
      {acts.length > 0 && (
        <div className="form__actions activity-acts">
          {acts.map((act) => (
            <Link key={act} className={act === 'hold' ? 'usa-button' : 'usa-button usa-button--outline'} to="/work/activities/$activity/change" params={{ activity: activity.id }} search={{ act }}>
              {t(act === 'plan' ? 'activities.planAgainLink' : act === 'hold' ? 'activities.holdPlannedLink' : 'activities.correctLink')}
            </Link>
          ))}
        </div>
      )}
      <WithReason activity={activity} act={state === 'cancelled' ? 'restore' : 'cancel'} />
    </>
  );
}

function WithReason({ activity, act }: { activity: Schema<'Activity'>; act: 'cancel' | 'restore' }) {
  const { t } = useTranslation();
  const refresh = useRefreshActivities();
  const [because, setBecause] = useState('');
  const [once] = useState(newOnce);
  const sending = useAct(
    () => send('post', `/api/v1/activities/{activity}/${act}`, { path: { activity: activity.id }, body: { version: activity.version, because: because.trim() }, once }),
    refresh,
  );
  return (
    <ActForm
      title={t(`activities.${act}`)}
      hint={t(`activities.${act}Hint`)}
      action={t(`activities.${act}Action`)}
      ready={because.trim() !== ''}
      busy={sending.busy}
      error={sending.error}
      danger={act === 'cancel'}
      onSubmit={() => sending.run(undefined)}
    >
      <TextField id={`${act}-because`} label={t('activities.because')} value={because} onChange={setBecause} required />
    </ActForm>
  );
}
