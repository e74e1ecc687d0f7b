import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { rulebookQuery, unitQuery } from '../../api/queries';
import { peopleQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { DataTable, type Column } from '../../components/data_table';
import { EmptyState } from '../../components/empty_state';
import { Field } from '../../components/field';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { SelectField, TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { UnitPicker } from '../../components/unit_picker';
import { useAct } from '../../components/use_act';
import { useDebounced } from '../../lib/use_debounced';
import { useSession } from '../use_session';

/** People with a post in a unit or below it. */
export function PeoplePage() {
  const { t } = useTranslation();
  const { session, may } = useSession();
  const search = useSearch({ from: '/work/people' });
  const navigate = useNavigate({ from: '/work/people' });
  const unit = search.unit ?? session?.posts[0]?.unit.id ?? '';
  const [typed, setTyped] = useState('');
  const words = useDebounced(typed.trim());
  const people = useQuery({ ...peopleQuery(unit, words), enabled: unit !== '' });
  const columns: Column<Schema<'PersonRow'>>[] = [
    {
      id: 'name',
      title: t('people.person'),
      cell: (person) => (
        <Link to="/work/people/$person" params={{ person: person.id }}>
          {person.name}
        </Link>
      ),
      by: (person) => person.name,
    },
    { id: 'posts', title: t('people.posts'), cell: (person) => person.posts.join(t('common.listComma')) },
    { id: 'account', title: t('people.account'), cell: (person) => (person.hasAccount ? t('common.yes') : t('common.no')) },
  ];
  return (
    <Page title={t('work.people')} lead={t('people.lead')}>
      <div className="search-form__filters">
        <Field id="people-unit" label={t('matter.unit')} required>
          {(control) => (
            <UnitPicker control={control} value={unit} onChange={(chosen) => void navigate({ search: { unit: chosen || undefined }, replace: true })} />
          )}
        </Field>
        <TextField id="search-words" label={t('people.name')} value={typed} onChange={setTyped} />
      </div>
      {may('manage-people') && unit !== '' && <AddPerson unit={unit} />}
      {people.error && <ProblemNote error={people.error} retry={() => void people.refetch()} />}
      {unit !== '' && people.isPending && <Skeleton lines={6} />}
      {people.data?.items.length === 0 && <EmptyState title={t('people.none')} />}
      {people.data && people.data.items.length > 0 && (
        <DataTable caption={t('work.people')} columns={columns} rows={people.data.items} keyOf={(person) => person.id} />
      )}
    </Page>
  );
}

/** The kinds of post that a unit may have. */
export function usePostKinds(unit: string): { id: string; title: string }[] {
  const rulebook = useQuery(rulebookQuery);
  const detail = useQuery({ ...unitQuery(unit), enabled: unit !== '' });
  const kind = detail.data?.unit.kind;
  return (rulebook.data?.posts ?? []).filter((post) => kind !== undefined && post.in.includes(kind));
}

function AddPerson({ unit }: { unit: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const kinds = usePostKinds(unit);
  const [name, setName] = useState('');
  const [post, setPost] = useState('');
  const [from, setFrom] = useState('');
  const act = useAct(
    () => send('post', '/api/v1/people', { body: { name: name.trim(), unit, post, from: from || undefined } }),
    (made) => {
      void client.invalidateQueries({ queryKey: ['staff', 'people'] });
      void navigate({ to: '/work/people/$person', params: { person: made.id } });
    },
  );
  return (
    <ActForm title={t('people.add')} action={t('people.add')} ready={name.trim() !== '' && post !== ''} busy={act.busy} error={act.error} onSubmit={() => act.run(undefined)}>
      <TextField id="add-name" label={t('people.name')} value={name} onChange={setName} required />
      <SelectField id="add-post" label={t('people.post')} value={post} choices={kinds} onChange={setPost} required />
      <TextField id="add-from" label={t('people.from')} type="date" value={from} onChange={setFrom} />
    </ActForm>
  );
}
