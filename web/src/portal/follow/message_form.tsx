import { Button, Textarea } from '@trussworks/react-uswds';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce, send } from '../../api/client';
import type { Schema } from '../../api/types';
import { Field } from '../../components/field';
import { ProblemNote } from '../../components/problem_note';
import type { Access } from './access';

interface Props {
  access: Access;
  onSent: (followed: Schema<'Followed'>) => void;
}

/** Writes to those who handle it. */
export function MessageForm({ access: { receipt, code }, onSent }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const [once, setOnce] = useState(newOnce);
  const message = useMutation({
    mutationFn: () => send('post', '/api/v1/follow/message', { body: { text }, query: { code }, receipt, once }),
    onSuccess: (followed) => {
      setText('');
      setOnce(newOnce());
      onSent(followed);
    },
  });
  return (
    <form
      noValidate
      className="message-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') {
          setError(t('inputError.required'));
          document.getElementById('message')?.focus();
        } else message.mutate();
      }}
    >
      <Field id="message" label={t('follow.message')} hint={t('follow.messageHint')} error={error} required>
        {(control) => (
          <Textarea
            {...control}
            name="message"
            className="field__text field__text--short"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setError('');
              // Other words are another message: they need a key of their own.
              if (message.isError) setOnce(newOnce());
            }}
          />
        )}
      </Field>
      {message.error && <ProblemNote error={message.error} />}
      <p role="status">{message.isSuccess && text === '' ? t('follow.messageSent') : ''}</p>
      <Button type="submit" outline disabled={message.isPending}>
        {message.isPending ? t('common.sending') : t('follow.send')}
      </Button>
    </form>
  );
}
