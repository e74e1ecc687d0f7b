import { Button } from '@trussworks/react-uswds';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import { keysQuery } from '../../api/staff_queries';
import type { Schema } from '../../api/types';
import { ActForm } from '../../components/act_form';
import { DataTable, type Column } from '../../components/data_table';
import { EmptyState } from '../../components/empty_state';
import { Field } from '../../components/field';
import { Note } from '../../components/note';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { UnitPicker } from '../../components/unit_picker';
import { useAct } from '../../components/use_act';
import { useDates } from '../../lib/use_dates';

/** Keys with which other programs raise matters over Open311. */
export function KeysPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const client = useQueryClient();
  const keys = useQuery(keysQuery);
  const refresh = () => void client.invalidateQueries({ queryKey: ['staff', 'keys'] });
  const revoke = useAct((key: string) => send('delete', '/api/v1/keys/{key}', { path: { key } }), refresh);
  const columns: Column<Schema<'Key'>>[] = [
    { id: 'name', title: t('clients.name'), cell: (key) => key.name, by: (key) => key.name },
    { id: 'unit', title: t('matter.unit'), cell: (key) => key.unit.name, by: (key) => key.unit.name },
    { id: 'created', title: t('clients.created'), cell: (key) => dates.instant(key.createdAt), by: (key) => key.createdAt },
    {
      id: 'state',
      title: t('clients.state'),
      cell: (key) =>
        key.revokedAt ? (
          t('clients.revoked', { day: dates.instant(key.revokedAt) })
        ) : (
          <Button type="button" unstyled disabled={revoke.busy} onClick={() => revoke.run(key.id)}>
            {t('clients.revoke')}
            <span className="usa-sr-only"> {key.name}</span>
          </Button>
        ),
    },
  ];
  return (
    <Page title={t('work.keys')} lead={t('clients.lead')}>
      <CreateKey onMade={refresh} />
      {revoke.error !== null && <ProblemNote error={revoke.error} />}
      {keys.error && <ProblemNote error={keys.error} retry={() => void keys.refetch()} />}
      {keys.isPending && <Skeleton lines={4} />}
      {keys.data?.items.length === 0 && <EmptyState title={t('clients.none')} />}
      {keys.data && keys.data.items.length > 0 && (
        <DataTable caption={t('work.keys')} columns={columns} rows={keys.data.items} keyOf={(key) => key.id} />
      )}
    </Page>
  );
}

function CreateKey({ onMade }: { onMade: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [unit, setUnit] = useState('');
  const [made, setMade] = useState<Schema<'NewKey'> | null>(null);
  const act = useAct(
    () => send('post', '/api/v1/keys', { body: { name: name.trim(), unit } }),
    (key) => {
      setMade(key);
      setName('');
      onMade();
    },
  );
  return (
    <>
      <ActForm title={t('clients.create')} action={t('clients.create')} ready={name.trim() !== '' && unit !== ''} busy={act.busy} error={act.error} onSubmit={() => act.run(undefined)}>
        <TextField id="key-name" label={t('clients.name')} value={name} onChange={setName} required />
        <Field id="key-unit" label={t('clients.unit')} required>
          {(control) => <UnitPicker control={control} value={unit} onChange={setUnit} />}
        </Field>
      </ActForm>
      {made && (
        <Note kind="warning" title={t('clients.once', { name: made.name })} live>
          <p>
            <code className="secret">{made.key}</code>
          </p>
        </Note>
      )}
    </>
  );
}
