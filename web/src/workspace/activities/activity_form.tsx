import { Button } from '@trussworks/react-uswds';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce, send } from '../../api/client';
import { activityKindsQuery, rosterQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { Field } from '../../components/field';
import { ProblemNote } from '../../components/problem_note';
import { TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { useAct } from '../../components/use_act';
import { asRefused, fieldErrors } from '../../lib/problems';
import { useDates } from '../../lib/use_dates';
import type { ChangeAct } from '../searches';
import { ActivityFields } from './activity_fields';
import { AttendanceSheet, reasonId } from './attendance_sheet';
import { draftOf, inOrder, inputOf, newDraft, type Draft } from './draft';
import { GuestBox } from './guest_box';
import { countsOf, listedOf, marksOf, sheetOf, withoutReason, type Listed, type Marks } from './sheet';
import { useRefreshActivities } from './use_refresh_activities';

type Answer = Schema<'RecordedActivity'>;

interface Props {
  unit: string;
  act: ChangeAct;
  /** What is planned or recorded already. */
  detail?: Schema<'ActivityDetail'> | undefined;
  /** Chosen beforehand, where the form was opened for a duty. */
  kind?: string | undefined;
  onDone: (answer: Answer, names: ReadonlyMap<string, string>) => void;
}

/** Plans, records or corrects one activity; whatever was typed stays until the server has taken it. */
export function ActivityForm({ unit, act, detail, kind = '', onDone }: Props) {
  const { t } = useTranslation();
  const { today, zone, clock } = useDates();
  const refresh = useRefreshActivities();
  const kinds = useQuery(activityKindsQuery).data?.items.filter((one) => !one.pairOnly) ?? [];
  const [draft, setDraft] = useState<Draft>(() => (detail ? draftOf(detail, zone) : newDraft(kind, act === 'plan' ? 'plan' : 'hold', today, clock())));
  const [marks, setMarks] = useState<Marks>(() => (act === 'correct' && detail ? marksOf(detail.marks) : {}));
  const [because, setBecause] = useState('');
  const [missing, setMissing] = useState<string>();
  const [once] = useState(newOnce);
  const roster = useQuery({ ...rosterQuery(unit, draft.day), enabled: draft.day !== '' });
  const [guests, setGuests] = useState<readonly Listed[]>([]);
  const recorded = listedOf(roster.data?.members ?? [], act === 'correct' && detail ? detail.marks : []);
  const listed = [...recorded, ...guests.filter((guest) => !recorded.some(({ person }) => person === guest.person))];
  const measure = detail?.activity.measure ?? kinds.find((one) => one.id === draft.kind)?.measure ?? 'times';
  const ticked = act !== 'plan';
  // Pointed at as long as it lacks.
  const lacks = missing !== undefined && withoutReason(listed, marks)?.person === missing ? missing : undefined;

  const sending = useAct(
    () => sendActivity({ unit, act, detail, once, input: inputOf(draft, measure, zone, new Date()), kind: draft.kind, because: because.trim(), sheet: sheetOf(listed, marks) }),
    (answer) => {
      refresh();
      onDone(answer, new Map(listed.map(({ person, name }) => [person, name])));
    },
  );
  const errors = sending.error ? fieldErrors(asRefused(sending.error).problem) : {};
  const filled = draft.kind !== '' && draft.day !== '' && draft.begins !== '' && draft.ends !== '' && inOrder(draft, measure);
  const ready = filled && (!ticked || roster.isSuccess) && (act !== 'correct' || because.trim() !== '');
  const submit = () => {
    const lacking = ticked ? withoutReason(listed, marks) : undefined;
    setMissing(lacking?.person);
    if (lacking) document.getElementById(reasonId(lacking.person))?.focus();
    else if (ready && !sending.busy) sending.run(undefined);
  };
  return (
    <form
      noValidate
      className="activity-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ActivityFields
        draft={draft}
        measure={measure}
        kinds={detail ? [] : kinds}
        leaders={listed}
        errors={errors}
        onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
      />
      {ticked && (
        <Field id="activity-who" label={t('activities.who')} hint={<SheetHint />} error={lacks && t('activities.reasonMissing')} group required>
          {() => (roster.isPending ? <Skeleton lines={6} /> : <AttendanceSheet listed={listed} marks={marks} onChange={setMarks} missing={missing} />)}
        </Field>
      )}
      {ticked && roster.isSuccess && <GuestBox unit={unit} day={draft.day} listed={listed} onAdd={(guest) => setGuests((before) => [...before, guest])} />}
      {roster.error && ticked && <ProblemNote error={roster.error} retry={() => void roster.refetch()} />}
      {act === 'correct' && <TextField id="activity-because" label={t('activities.because')} hint={t('activities.becauseHint')} value={because} onChange={setBecause} required />}
      {sending.error !== null && <Refusals error={sending.error} listed={listed} />}
      <Bar tally={ticked && roster.isSuccess && <Tally listed={listed} marks={marks} />}>
        <Button type="submit" disabled={!ready || sending.busy}>
          {sending.busy ? t('common.sending') : t(detail && act === 'plan' ? 'activities.planAgainAction' : `activities.${act}Action`)}
        </Button>
      </Bar>
    </form>
  );
}

function SheetHint() {
  const { t } = useTranslation();
  return (
    <>
      {t('activities.whoHint')} <span className="ticks__keys">{t('activities.whoKeys')}</span>
    </>
  );
}

/** The button stays in sight, however long the sheet. */
function Bar({ tally, children }: { tally: ReactNode; children: ReactNode }) {
  return (
    <div className="activity-form__bar">
      <div role="status">{tally}</div>
      {children}
    </div>
  );
}

function Tally({ listed, marks }: { listed: readonly Listed[]; marks: Marks }) {
  const { t } = useTranslation();
  const counts = countsOf(listed, marks);
  const parts = (['present', 'late', 'excused', 'absent'] as const).filter((one) => one === 'present' || counts[one] > 0);
  return <p className="tally">{parts.map((one) => t(`activities.count.${one}`, { count: counts[one] })).join(t('common.listComma'))}</p>;
}

/** Why nothing was taken; where it was for the rows of the sheet, each with its name. */
function Refusals({ error, listed }: { error: unknown; listed: readonly Listed[] }) {
  const { problem } = asRefused(error);
  const rows = (problem.problems ?? []).flatMap(({ field, detail }) => {
    const row = /^\/sheet\/(\d+)$/.exec(field)?.[1];
    return row === undefined ? [] : [{ row, name: listed[Number(row)]?.name ?? row, detail }];
  });
  return (
    <>
      <ProblemNote error={error} />
      {rows.length > 0 && (
        <ul className="usa-list">
          {rows.map(({ row, name, detail }) => (
            <li key={row}>
              <strong>{name}</strong> · {detail}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface Sending {
  unit: string;
  act: ChangeAct;
  detail: Schema<'ActivityDetail'> | undefined;
  once: string;
  kind: string;
  input: ReturnType<typeof inputOf>;
  because: string;
  sheet: Schema<'Sheet'>;
}

function sendActivity({ unit, act, detail, once, kind, input, because, sheet }: Sending): Promise<Answer> {
  if (!detail) {
    const body = act === 'plan' ? { kind, state: 'planned' as const, ...input } : { kind, state: 'held' as const, ...input, sheet };
    return send('post', '/api/v1/units/{unit}/activities', { path: { unit }, body, once });
  }
  const { id, version } = detail.activity;
  const path = { activity: id };
  if (act === 'plan') return send('post', '/api/v1/activities/{activity}/plan', { path, body: { version, ...input }, once });
  if (act === 'hold') return send('post', '/api/v1/activities/{activity}/hold', { path, body: { version, ...input, sheet }, once });
  return send('post', '/api/v1/activities/{activity}/correct', { path, body: { version, ...input, sheet, because }, once });
}
