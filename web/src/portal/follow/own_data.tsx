import { Button, Textarea } from '@trussworks/react-uswds';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce, send } from '../../api/client';
import type { Schema } from '../../api/types';
import { Field } from '../../components/field';
import { HeldData, RetentionLink } from '../../components/held_data';
import { ProblemNote } from '../../components/problem_note';
import { TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { useAct } from '../../components/use_act';
import type { Access } from './access';

type Held = Schema<'HeldOnMatter'>;

/** What is held on the person with this matter: shown when asked for, put right, downloaded, erased. */
export function OwnData({ access }: { access: Access }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <section className="held-all no-print" aria-labelledby="held-title">
      <h2 id="held-title">{t('held.title')}</h2>
      <p>
        {t('held.leadMatter')} <RetentionLink />
      </p>
      {open ? (
        <Shown access={access} />
      ) : (
        <Button type="button" outline onClick={() => setOpen(true)}>
          {t('held.show')}
        </Button>
      )}
    </section>
  );
}

function Shown({ access: { receipt, code } }: { access: Access }) {
  const client = useQueryClient();
  const query = { code };
  const queryKey = ['followed', code ?? '', 'held'];
  const held = useQuery({ queryKey, queryFn: ({ signal }) => send('get', '/api/v1/follow/data', { receipt, query, signal }) });
  const show = (answer: Held) => {
    client.setQueryData(queryKey, answer);
    // Answers, timeline and files show what is still there.
    void client.invalidateQueries({ queryKey: ['followed', code ?? ''], exact: true });
  };
  const erase = useAct(
    (data: string[]) => send('post', '/api/v1/follow/data/erasure', { receipt, query, body: { kinds: data.map((one) => ({ data: one })) } }),
    show,
  );
  if (held.error) return <ProblemNote error={held.error} retry={() => void held.refetch()} />;
  if (!held.data) return <Skeleton lines={6} />;
  const identity = held.data.kinds.find((kind) => kind.data === 'identity' && kind.rows > 0);
  return (
    <>
      <HeldData
        kinds={held.data.kinds}
        whole={held.data}
        fileName={`data-${held.data.code}`}
        busy={erase.busy}
        erased={erase.done}
        onErase={erase.run}
      />
      {erase.error !== null && <ProblemNote error={erase.error} />}
      {identity && <ContactForm key={JSON.stringify(identity.content[0])} receipt={receipt} code={code} now={identity.content[0] ?? {}} onSaved={show} />}
      <AddendumForm receipt={receipt} code={code} onSent={show} />
    </>
  );
}

const PARTS = ['name', 'phone', 'email', 'address'] as const;

function ContactForm({ receipt, code, now, onSaved }: Access & { now: Record<string, unknown>; onSaved: (held: Held) => void }) {
  const { t } = useTranslation();
  const [contact, setContact] = useState(() => Object.fromEntries(PARTS.map((part) => [part, String(now[part] ?? '')])));
  const save = useAct(
    () => send('patch', '/api/v1/follow/data/contact', { receipt, query: { code }, body: contact }),
    onSaved,
  );
  return (
    <form
      noValidate
      aria-labelledby="contact-title"
      onSubmit={(event) => {
        event.preventDefault();
        save.run(undefined);
      }}
    >
      <h3 id="contact-title">{t('held.contact.title')}</h3>
      {PARTS.map((part) => (
        <TextField
          key={part}
          id={`held-contact-${part}`}
          label={t(`held.contact.${part}`)}
          value={contact[part] ?? ''}
          onChange={(value) => setContact({ ...contact, [part]: value })}
        />
      ))}
      {save.error !== null && <ProblemNote error={save.error} />}
      <p role="status">{save.done ? t('held.contact.done') : ''}</p>
      <Button type="submit" outline disabled={save.busy}>
        {t('held.contact.save')}
      </Button>
    </form>
  );
}

function AddendumForm({ receipt, code, onSent }: Access & { onSent: (held: Held) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const [once, setOnce] = useState(newOnce);
  const add = useAct(
    () => send('post', '/api/v1/follow/data/addendum', { receipt, query: { code }, body: { text }, once }),
    (held: Held) => {
      setText('');
      setOnce(newOnce());
      onSent(held);
    },
  );
  return (
    <form
      noValidate
      aria-labelledby="addendum-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') add.run(undefined);
        else {
          setError(t('inputError.required'));
          document.getElementById('addendum')?.focus();
        }
      }}
    >
      <h3 id="addendum-title">{t('held.addendum.title')}</h3>
      <Field id="addendum" label={t('held.addendum.label')} hint={t('held.addendum.hint')} error={error} required>
        {(control) => (
          <Textarea
            {...control}
            name="addendum"
            className="field__text field__text--short"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setError('');
              // Other words are another correction: they need a key of their own.
              if (add.error !== null) setOnce(newOnce());
            }}
          />
        )}
      </Field>
      {add.error !== null && <ProblemNote error={add.error} />}
      <p role="status">{add.done && text === '' ? t('held.addendum.done') : ''}</p>
      <Button type="submit" outline disabled={add.busy}>
        {t('held.addendum.send')}
      </Button>
    </form>
  );
}
