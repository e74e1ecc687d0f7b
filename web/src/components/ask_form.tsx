import { Button } from '@trussworks/react-uswds';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce } from '../api/client';
import type { Ask } from '../api/types';
import { checkInputs, typedInputs, type Inputs } from '../lib/asks';
import { asRefused, fieldErrors } from '../lib/problems';
import { errorsLeft } from '../lib/touched';
import { useDraft } from '../lib/use_draft';
import { AskField, askId } from './ask_field';
import { ErrorSummary } from './error_summary';
import type { Upload } from './file_ask';
import { Note } from './note';
import { ProblemNote } from './problem_note';
import { useInputErrors } from './use_input_errors';

interface Props {
  /** Names the draft and the ids of the controls. */
  name: string;
  asks: readonly Ask[];
  action: string;
  /** Sends the inputs; `once` is the same for every try at the same thing. */
  send: (inputs: Record<string, unknown>, once: string) => Promise<unknown>;
  onDone?: () => void;
  upload?: Upload;
  unit?: string;
  danger?: boolean;
  children?: ReactNode;
}

interface FormDraft {
  inputs: Inputs;
}

/** A form drawn from asks: it checks, sends, shows what is refused at its field, and keeps a draft until it is sent. */
export function AskForm({ name, asks, action, send, onDone, upload, unit, danger, children }: Props) {
  const { t } = useTranslation();
  const draft = useDraft<FormDraft>(name, 1, { inputs: {} });
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [attempt, setAttempt] = useState(0);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [once, setOnce] = useState(newOnce);
  const explain = useInputErrors();
  const form = name.replaceAll('.', '-');

  const change = (ask: Ask, value: string) => {
    const inputs = { ...draft.value.inputs, [ask.id]: value };
    draft.set({ inputs });
    setErrors((shown) => errorsLeft(shown, [ask.id], explain(asks, checkInputs(asks, inputs))));
  };
  const submit = async () => {
    setAttempt((before) => before + 1);
    setRefusal(null);
    const found = explain(asks, checkInputs(asks, draft.value.inputs));
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await send(typedInputs(asks, draft.value.inputs), once);
      draft.clear();
      setOnce(newOnce());
      onDone?.();
    } catch (error) {
      const refused = asRefused(error);
      setErrors(fieldErrors(refused.problem));
      setRefusal(refused);
      // What was refused was not done: put right, it is another request and needs a key of its own.
      if (refused.status >= 400 && refused.status < 500) setOnce(newOnce());
    } finally {
      setBusy(false);
    }
  };

  const items = asks
    .filter((ask) => errors[ask.id])
    .map((ask) => ({ id: askId(form, ask), text: `${ask.title}: ${errors[ask.id]}` }));
  return (
    <form
      className="ask-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      {draft.restored && <Note kind="info" slim title={t('form.restored')} />}
      <ErrorSummary items={items} attempt={attempt} />
      {refusal !== null && items.length === 0 && <ProblemNote error={refusal} />}
      {asks.map((ask) => (
        <AskField
          key={ask.id}
          ask={ask}
          form={form}
          value={draft.value.inputs[ask.id] ?? ''}
          error={errors[ask.id]}
          onChange={(value) => change(ask, value)}
          upload={upload}
          unit={unit}
        />
      ))}
      {children}
      <div className="form__actions">
        <Button type="submit" disabled={busy} secondary={danger}>
          {busy ? t('common.sending') : action}
        </Button>
        {Object.values(draft.value.inputs).some((value) => value !== '') && (
          <Button type="button" unstyled onClick={draft.clear}>
            {t('form.clear')}
          </Button>
        )}
      </div>
    </form>
  );
}
