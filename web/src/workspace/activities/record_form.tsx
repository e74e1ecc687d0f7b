import { Checkbox, TextInput } from '@trussworks/react-uswds';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce, send } from '../../api/client';
import { activityKindsQuery, rosterQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { Field } from '../../components/field';
import { SelectField, TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { useAct } from '../../components/use_act';
import { instantOf } from '../../lib/dates';
import { useDates } from '../../lib/use_dates';
import { sheetOf, type Marks } from './sheet';

const BEGINS = '09:00';
const ENDS = '11:00';

/** One activity that was held: kind, day and hours, and who was there, with everybody present to begin with. */
export function RecordForm({ unit }: { unit: string }) {
  const { t } = useTranslation();
  const { today, zone } = useDates();
  const client = useQueryClient();
  const kinds = useQuery(activityKindsQuery);
  const [kind, setKind] = useState('');
  const [day, setDay] = useState(today);
  const [begins, setBegins] = useState(BEGINS);
  const [ends, setEnds] = useState(ENDS);
  const [topic, setTopic] = useState('');
  const [marks, setMarks] = useState<Marks>({});
  const [once, setOnce] = useState(newOnce);
  const roster = useQuery({ ...rosterQuery(unit, day), enabled: day !== '' });
  const members = roster.data?.members ?? [];
  const act = useAct(
    () =>
      send('post', '/api/v1/units/{unit}/activities', {
        path: { unit },
        body: {
          kind,
          state: 'held',
          from: instantOf(day, begins, zone),
          to: instantOf(day, ends, zone),
          topic: topic.trim() || undefined,
          sheet: sheetOf(members, marks),
        },
        once,
      }),
    () => {
      setOnce(newOnce());
      setMarks({});
      setTopic('');
      for (const shown of ['activities', 'standing', 'my-duties', 'unit-duty']) void client.invalidateQueries({ queryKey: ['staff', shown] });
    },
  );
  const inOrder = begins < ends;
  const ready = kind !== '' && day !== '' && begins !== '' && ends !== '' && inOrder && roster.isSuccess;
  return (
    <>
      <ActForm title={t('activities.record')} action={t('activities.recordAction')} ready={ready} busy={act.busy} error={act.error} onSubmit={() => act.run(undefined)}>
        <SelectField
          id="activity-kind"
          label={t('activities.kind')}
          value={kind}
          choices={(kinds.data?.items ?? []).filter((one) => !one.pairOnly)}
          onChange={setKind}
          required
        />
        <TextField id="activity-day" label={t('activities.day')} type="date" value={day} onChange={setDay} required />
        <div className="period">
          <TimeField id="activity-begins" label={t('activities.begins')} value={begins} onChange={setBegins} />
          <TimeField id="activity-ends" label={t('activities.ends')} value={ends} onChange={setEnds} error={inOrder ? undefined : t('activities.order')} />
        </div>
        <TextField id="activity-topic" label={t('activities.topic')} value={topic} onChange={setTopic} />
        <Field id="activity-who" label={t('activities.who')} hint={t('activities.whoHint')} group required>
          {() => (roster.isPending ? <Skeleton lines={3} /> : <Attendance members={members} marks={marks} onChange={setMarks} />)}
        </Field>
      </ActForm>
      <div role="status">{act.answer && <Recorded answer={act.answer} />}</div>
    </>
  );
}

interface TimeProps {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

function TimeField({ id, label, value, onChange, error }: TimeProps) {
  return (
    <Field id={id} label={label} error={error} required>
      {(control) => <TextInput {...control} name={id} type="text" inputProps={{ type: 'time' }} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

interface AttendanceProps {
  members: Schema<'Roster'>['members'];
  marks: Marks;
  onChange: (marks: Marks) => void;
}

function Attendance({ members, marks, onChange }: AttendanceProps) {
  const { t } = useTranslation();
  if (members.length === 0) return <p>{t('activities.nobody')}</p>;
  return (
    <div className="attendance">
      {members.map(({ person, name }) => {
        const mark = marks[person] ?? { absent: false, reason: '' };
        const set = (change: Partial<typeof mark>) => onChange({ ...marks, [person]: { ...mark, ...change } });
        return (
          <div key={person}>
            <Checkbox id={`there-${person}`} name={`there-${person}`} label={name} checked={!mark.absent} onChange={(event) => set({ absent: !event.target.checked })} />
            {mark.absent && (
              <TextInput
                id={`reason-${person}`}
                name={`reason-${person}`}
                type="text"
                maxLength={100}
                aria-label={t('activities.reason', { name })}
                placeholder={t('activities.reasonHere')}
                value={mark.reason}
                onChange={(event) => set({ reason: event.target.value })}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}

/** What was recorded, and which rows of the sheet could not be kept. */
function Recorded({ answer }: { answer: Schema<'RecordedActivity'> }) {
  const { t } = useTranslation();
  const { there, members } = answer.activity.counts;
  return (
    <div className="steps__done">
      <p>{t('activities.recorded', { there, members })}</p>
      {answer.problems.length > 0 && (
        <ul className="usa-list">
          {answer.problems.map((problem) => (
            <li key={problem.row}>{problem.detail}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
