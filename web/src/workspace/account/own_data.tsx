import { Button } from '@trussworks/react-uswds';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/client';
import type { Schema } from '../../api/types';
import { HeldData, RetentionLink } from '../../components/held_data';
import { ProblemNote } from '../../components/problem_note';
import { TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { useAct } from '../../components/use_act';

type Held = Schema<'HeldOnPerson'>;

const queryKey = ['own-data'];

/** What is held on the person of the account: shown when asked for, put right, downloaded, erased. */
export function OwnData() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <section className="held-all" aria-labelledby="held-title">
      <h2 id="held-title">{t('held.title')}</h2>
      <p>
        {t('held.lead')} <RetentionLink />
      </p>
      {open ? (
        <Shown />
      ) : (
        <Button type="button" outline onClick={() => setOpen(true)}>
          {t('held.show')}
        </Button>
      )}
    </section>
  );
}

function Shown() {
  const client = useQueryClient();
  const held = useQuery({ queryKey, queryFn: ({ signal }) => send('get', '/api/v1/me/data', { signal }) });
  const show = (answer: Held) => {
    client.setQueryData(queryKey, answer);
    void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== queryKey[0] });
  };
  const erase = useAct((data: string[]) => send('post', '/api/v1/me/data/erasure', { body: { kinds: data.map((one) => ({ data: one })) } }), show);
  if (held.error) return <ProblemNote error={held.error} retry={() => void held.refetch()} />;
  if (!held.data) return <Skeleton lines={6} />;
  return (
    <>
      <HeldData kinds={held.data.kinds} whole={held.data} fileName="data" busy={erase.busy} erased={erase.done} onErase={erase.run} />
      {erase.error !== null && <ProblemNote error={erase.error} />}
      <NameForm key={held.data.version} held={held.data} onSaved={show} />
    </>
  );
}

function NameForm({ held, onSaved }: { held: Held; onSaved: (held: Held) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(held.name);
  const save = useAct(() => send('patch', '/api/v1/me/data/name', { body: { name, version: held.version } }), onSaved);
  return (
    <form
      noValidate
      aria-labelledby="own-name-title"
      onSubmit={(event) => {
        event.preventDefault();
        save.run(undefined);
      }}
    >
      <h3 id="own-name-title">{t('held.name.title')}</h3>
      <TextField id="own-name" label={t('held.name.label')} hint={t('held.name.hint')} value={name} onChange={setName} required />
      {save.error !== null && <ProblemNote error={save.error} />}
      <Button type="submit" outline disabled={save.busy || name.trim() === ''}>
        {t('held.name.save')}
      </Button>
    </form>
  );
}
