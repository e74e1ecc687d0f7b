import { Button } from '@trussworks/react-uswds';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce, send } from '../../api/client';
import { activityKindsQuery, rosterQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { ProblemNote } from '../../components/problem_note';
import { SelectField, TextField } from '../../components/simple_fields';
import { useAct } from '../../components/use_act';
import { useDates } from '../../lib/use_dates';
import { useRefreshActivities } from './use_refresh_activities';

interface Props {
  unit: string;
  kind?: string | undefined;
  onDone: (answer: Schema<'RecordedActivity'>) => void;
}

/** The day and the two who talked: there is no box for what was said, since it is not kept. */
export function TalkForm({ unit, kind, onDone }: Props) {
  const { t } = useTranslation();
  const { today } = useDates();
  const refresh = useRefreshActivities();
  const kinds = useQuery(activityKindsQuery).data?.items.filter((one) => one.pairOnly) ?? [];
  const [typed, setTyped] = useState({ kind: kind ?? '', on: today, one: '', other: '' });
  const [once] = useState(newOnce);
  const chosen = typed.kind || (kinds[0]?.id ?? '');
  const roster = useQuery({ ...rosterQuery(unit, typed.on), enabled: typed.on !== '' });
  const people = (roster.data?.members ?? []).map(({ person, name }) => ({ id: person, title: name }));
  const set = (change: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...change }));
  const sending = useAct(
    () => send('post', '/api/v1/units/{unit}/activities', { path: { unit }, body: { ...typed, kind: chosen }, once }),
    (answer) => {
      refresh();
      onDone(answer);
    },
  );
  const ready = chosen !== '' && typed.on !== '' && typed.one !== '' && typed.other !== '';
  return (
    <form
      noValidate
      className="activity-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !sending.busy) sending.run(undefined);
      }}
    >
      <p>{t('activities.talkLead')}</p>
      {kinds.length > 1 && <SelectField id="talk-kind" label={t('activities.kind')} value={chosen} choices={kinds} onChange={(value) => set({ kind: value })} required />}
      <TextField id="talk-day" label={t('activities.day')} type="date" value={typed.on} onChange={(on) => set({ on })} required />
      <SelectField id="talk-one" label={t('activities.talkOne')} value={typed.one} choices={people} onChange={(one) => set({ one })} required />
      <SelectField id="talk-other" label={t('activities.talkOther')} value={typed.other} choices={people.filter(({ id }) => id !== typed.one)} onChange={(other) => set({ other })} required />
      {(sending.error ?? roster.error) !== null && <ProblemNote error={sending.error ?? roster.error} />}
      <div className="form__actions">
        <Button type="submit" disabled={!ready || sending.busy}>
          {sending.busy ? t('common.sending') : t('activities.talkAction')}
        </Button>
      </div>
    </form>
  );
}
