import { Button, Textarea } from '@trussworks/react-uswds';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce, send } from '../../api/client';
import type { MatterDetail } from '../../api/types';
import { Field } from '../../components/field';
import { ProblemNote } from '../../components/problem_note';
import { useDraft } from '../../lib/use_draft';

/** Messages to the person who raised it, and notes among staff, kept well apart. */
export function WriteTab({ detail }: { detail: MatterDetail }) {
  return (
    <div className="write">
      {detail.mayMessage && <WriteForm detail={detail} kind="message" />}
      {detail.mayNote && <WriteForm detail={detail} kind="note" />}
    </div>
  );
}

function WriteForm({ detail, kind }: { detail: MatterDetail; kind: 'message' | 'note' }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const matter = detail.matter.id;
  const draft = useDraft(`work.${kind}.${matter}`, 1, { text: '' });
  const [once, setOnce] = useState(newOnce);
  const write = useMutation({
    mutationFn: () => {
      const request = { path: { matter }, body: { text: draft.value.text }, once };
      return kind === 'message'
        ? send('post', '/api/v1/matters/{matter}/messages', request)
        : send('post', '/api/v1/matters/{matter}/notes', request);
    },
    onSuccess: (fresh) => {
      draft.clear();
      setOnce(newOnce());
      client.setQueryData(['staff', 'matter', matter], fresh);
    },
  });
  return (
    <form
      noValidate
      className={`write__form write__form--${kind}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.value.text.trim() !== '') write.mutate();
      }}
    >
      <Field id={`write-${kind}`} label={t(`write.${kind}`)} hint={t(`write.${kind}Hint`)} required>
        {(control) => (
          <Textarea
            {...control}
            name={kind}
            className="field__text field__text--short"
            value={draft.value.text}
            onChange={(event) => {
              draft.set({ text: event.target.value });
              if (write.isError) setOnce(newOnce());
            }}
          />
        )}
      </Field>
      {write.error && <ProblemNote error={write.error} />}
      <p role="status">{write.isSuccess && draft.value.text === '' ? t('write.sent') : ''}</p>
      <Button type="submit" outline={kind === 'note'} disabled={write.isPending || draft.value.text.trim() === ''}>
        {write.isPending ? t('common.sending') : t(`write.${kind}Send`)}
      </Button>
    </form>
  );
}
