import { Button } from '@trussworks/react-uswds';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../api/client';
import { emergenciesQuery } from '../api/queries';
import type { Schema } from '../api/types';
import { DataTable, type Column } from '../components/data_table';
import { Field } from '../components/field';
import { Note } from '../components/note';
import { Page } from '../components/page';
import { ProblemNote } from '../components/problem_note';
import { TextField } from '../components/simple_fields';
import { Skeleton } from '../components/skeleton';
import { UnitPicker } from '../components/unit_picker';
import { useAct } from '../components/use_act';
import { useDates } from '../lib/use_dates';
import { useSession } from './use_session';

type Emergency = Schema<'Emergency'>;

/** Emergencies: declared for a unit, ended, and what follows from that. */
export function EmergenciesPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const { may } = useSession();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Emergency | null>(null);
  const list = useQuery(emergenciesQuery);
  const refresh = () => client.invalidateQueries({ queryKey: emergenciesQuery.queryKey });
  const end = useAct(
    ({ id, version }: Emergency) => send('post', '/api/v1/emergencies/{emergency}/end', { path: { emergency: id }, body: { version } }),
    () => {
      setAsked(null);
      return refresh();
    },
  );
  const columns: Column<Emergency>[] = [
    { id: 'title', title: t('emergencies.name'), cell: (one) => one.title },
    { id: 'where', title: t('emergencies.where'), cell: (one) => one.unit?.name ?? '' },
    { id: 'since', title: t('emergencies.since'), cell: (one) => dates.instant(one.declaredAt) },
    { id: 'until', title: t('emergencies.until'), cell: (one) => dates.day(one.lastDay) },
    {
      id: 'state',
      title: t('emergencies.state'),
      cell: (one) =>
        one.endedAt !== null ? (
          t('emergencies.over', { when: dates.instant(one.endedAt) })
        ) : (
          <>
            {t('emergencies.running')}{' '}
            {one.mayEnd && (
              <Button type="button" unstyled aria-label={`${t('emergencies.end')}${t('common.colon')}${one.title}`} onClick={() => setAsked(one)}>
                {t('emergencies.end')}
              </Button>
            )}
          </>
        ),
    },
  ];
  return (
    <Page title={t('emergencies.title')} lead={t('emergencies.lead')}>
      {list.error && <ProblemNote error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton lines={4} />}
      {asked && (
        <Note kind="warning" live title={t('emergencies.sure', { title: asked.title })}>
          {end.error !== null && <ProblemNote error={end.error} />}
          <p className="activity-acts">
            <Button type="button" disabled={end.busy} onClick={() => end.run(asked)}>
              {t('emergencies.yes')}
            </Button>
            <Button type="button" outline disabled={end.busy} onClick={() => setAsked(null)}>
              {t('emergencies.no')}
            </Button>
          </p>
        </Note>
      )}
      {list.data && list.data.items.length === 0 && <p>{t('emergencies.none')}</p>}
      {list.data && list.data.items.length > 0 && (
        <DataTable caption={t('emergencies.title')} columns={columns} rows={list.data.items} keyOf={(one) => one.id} />
      )}
      {may('declare-emergencies') && <DeclareForm onDeclared={() => void refresh()} />}
    </Page>
  );
}

function DeclareForm({ onDeclared }: { onDeclared: () => void }) {
  const { t } = useTranslation();
  const { today } = useDates();
  const [unit, setUnit] = useState('');
  const [title, setTitle] = useState('');
  const [lastDay, setLastDay] = useState(today);
  const declare = useAct(
    () => send('post', '/api/v1/emergencies', { body: { unit, title, lastDay } }),
    () => {
      setTitle('');
      onDeclared();
    },
  );
  return (
    <form
      noValidate
      aria-labelledby="declare-title"
      onSubmit={(event) => {
        event.preventDefault();
        declare.run(undefined);
      }}
    >
      <h2 id="declare-title">{t('emergencies.declare')}</h2>
      <Field id="emergency-unit" label={t('emergencies.unit')} required>
        {(control) => <UnitPicker control={control} value={unit} onChange={setUnit} />}
      </Field>
      <TextField id="emergency-title" label={t('emergencies.name')} hint={t('emergencies.nameHint')} value={title} onChange={setTitle} required />
      <TextField id="emergency-last-day" label={t('emergencies.lastDay')} hint={t('emergencies.lastDayHint')} type="date" value={lastDay} onChange={setLastDay} required />
      {declare.error !== null && <ProblemNote error={declare.error} />}
      <p role="status">{declare.done && title === '' ? t('emergencies.declared') : ''}</p>
      <Button type="submit" disabled={declare.busy || unit === '' || title.trim() === '' || lastDay === ''}>
        {t('emergencies.send')}
      </Button>
    </form>
  );
}
