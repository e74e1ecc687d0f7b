import { Button, Checkbox, Select, TextInput } from '@trussworks/react-uswds';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newOnce, send } from '../../api/client';
import { useOrganisation } from '../../api/queries';
import type { Schema } from '../../api/types';
import { AskField, askId } from '../../components/ask_field';
import { ErrorSummary } from '../../components/error_summary';
import { Field } from '../../components/field';
import { PlacePicker } from '../../components/place_picker';
import { ProblemNote } from '../../components/problem_note';
import { useInputErrors } from '../../components/use_input_errors';
import { checkInputs } from '../../lib/asks';
import { asRefused, fieldErrors } from '../../lib/problems';
import { changedNames, errorsLeft } from '../../lib/touched';
import { useDraft } from '../../lib/use_draft';
import { useLanguage } from '../../lib/use_language';
import { EMPTY_ENTRY, entryRequest, type EntryDraft } from './entry_draft';
import { EntrySide } from './entry_side';
import { SubjectPicker } from './subject_picker';

interface Props {
  groups: readonly Schema<'TopicGroup'>[];
  procedures: readonly Schema<'ProcedureSummary'>[];
  channels: readonly Schema<'Channel'>[];
  onRaised: (raised: Schema<'Raised'>) => void;
}

const CHANNEL_KEPT = 'massline.channel';

/** Fields in the order in which a caller tells them; Ctrl and Enter send from anywhere. */
export function EntryForm({ groups, procedures, channels, onRaised }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { today } = useOrganisation();
  const draft = useDraft<EntryDraft>('work.entry', 1, {
    ...EMPTY_ENTRY,
    channel: sessionStorage.getItem(CHANNEL_KEPT) ?? channels[0]?.id ?? '',
  });
  const { value } = draft;
  const [once, setOnce] = useState(newOnce);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [attempt, setAttempt] = useState(0);
  const explain = useInputErrors();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => document.getElementById('entry-subject')?.focus(), []);

  const topic = groups.flatMap((group) => group.topics).find((item) => item.id === value.topic);
  const procedure = procedures.find((item) => item.id === (topic?.procedure ?? value.procedure));
  // Not every kind comes in by every channel: the one used last, as long as it is taken.
  const taken = channels.filter((one) => !procedure || procedure.channels.includes(one.id));
  const channel = taken.some((one) => one.id === value.channel) ? value.channel : (taken[0]?.id ?? '');
  const raise = useMutation({
    mutationFn: (chosen: Schema<'ProcedureSummary'>) =>
      send('post', '/api/v1/matters', { body: entryRequest({ ...value, channel }, chosen, language), once }),
    onSuccess: (raised) => {
      sessionStorage.setItem(CHANNEL_KEPT, channel);
      draft.clear();
      onRaised(raised);
    },
    onError: (error) => {
      const { problem, status } = asRefused(error);
      if (status >= 400 && status < 500) setOnce(newOnce());
      setErrors(Object.fromEntries(Object.entries(fieldErrors(problem)).map(([field, text]) => [controlOf(field), text])));
      setAttempt((before) => before + 1);
    },
  });
  const check = (now: EntryDraft) => {
    const found: Record<string, string> = {};
    if (!now.topic && !now.procedure) found['entry-subject'] = t('raise.what.choose');
    if (!now.place) found['entry-place'] = t('raise.where.choose');
    const asks = procedure?.asks ?? [];
    const wrong = explain(asks, checkInputs(asks, now.inputs));
    for (const [id, text] of Object.entries(wrong)) found[`entry-${id}`] = text;
    return found;
  };
  const set = (change: Partial<EntryDraft>) => {
    draft.set(change);
    if (Object.keys(errors).length === 0) return;
    setErrors(errorsLeft(errors, changedNames(value, change).map(controlOf), check({ ...value, ...change })));
  };
  const submit = () => {
    const found = check(value);
    setErrors(found);
    setAttempt((before) => before + 1);
    if (procedure && Object.keys(found).length === 0) raise.mutate(procedure);
  };
  const titleOf = (id: string) => procedure?.asks.find((ask) => askId('entry', ask) === id)?.title;
  const items = Object.entries(errors).map(([id, text]) => ({ id, text: titleOf(id) ? `${titleOf(id)}: ${text}` : text }));

  return (
    <div className="entry__columns">
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!raise.isPending) submit();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            form.current?.requestSubmit();
          }
        }}
      >
        <ErrorSummary items={items} attempt={attempt} />
        {raise.error && items.length === 0 && <ProblemNote error={raise.error} />}
        <Field id="entry-subject" label={t('entry.subject')} error={errors['entry-subject']} required>
          {(control) => (
            <SubjectPicker control={control} groups={groups} procedures={procedures} topic={value.topic} procedure={value.procedure} onChange={set} />
          )}
        </Field>
        <Field id="entry-place" label={t('raise.where.place')} error={errors['entry-place']} required>
          {(control) => <PlacePicker control={control} value={value.place} onChange={(place) => set({ place })} />}
        </Field>
        <Text id="entry-address" label={t('raise.where.address')} value={value.address} onChange={(address) => set({ address })} error={errors['entry-address']} />
        {procedure?.asks
          .filter((ask) => ask.type !== 'file')
          .map((ask) => (
            <AskField
              key={ask.id}
              ask={ask}
              form="entry"
              value={value.inputs[ask.id] ?? ''}
              error={errors[askId('entry', ask)]}
              onChange={(input) => set({ inputs: { ...value.inputs, [ask.id]: input } })}
            />
          ))}
        <div className="entry__person">
          {procedure?.anonymous && (
            <Checkbox id="entry-anonymous" name="anonymous" label={t('raise.who.anonymous')} checked={value.anonymous} onChange={(event) => set({ anonymous: event.target.checked })} />
          )}
          {!(value.anonymous && procedure?.anonymous) && (
            <>
              <Text id="entry-name" label={t('contact.name')} value={value.name} onChange={(name) => set({ name })} error={errors['entry-name']} />
              <Text id="entry-phone" label={t('contact.phone')} value={value.phone} onChange={(phone) => set({ phone })} error={errors['entry-phone']} />
              {procedure?.confidential && (
                <Checkbox id="entry-confidential" name="confidential" label={t('raise.who.confidential')} checked={value.confidential} onChange={(event) => set({ confidential: event.target.checked })} />
              )}
            </>
          )}
        </div>
        <details className="entry__more">
          <summary>
            {t('entry.more')} <span className="usa-hint">{taken.find((one) => one.id === channel)?.title}</span>
          </summary>
          <Field id="entry-channel" label={t('entry.channel')} error={errors['entry-channel']} required>
            {(control) => (
              <Select {...control} name="channel" value={channel} onChange={(event) => set({ channel: event.target.value })}>
                {taken.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.title}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field id="entry-day" label={t('entry.day')} hint={t('entry.dayHint')} error={errors['entry-day']}>
            {(control) => (
              <TextInput {...control} name="raisedDay" type="text" inputProps={{ type: 'date', max: today }} value={value.raisedDay} onChange={(event) => set({ raisedDay: event.target.value })} />
            )}
          </Field>
          <Text id="entry-size" label={t('raise.who.groupSize')} value={value.groupSize} onChange={(groupSize) => set({ groupSize })} error={errors['entry-size']} />
        </details>
        <div className="form__actions">
          <Button type="submit" disabled={raise.isPending}>
            {raise.isPending ? t('common.sending') : t('entry.save')}
          </Button>
          <span className="usa-hint">
            <kbd>Ctrl</kbd> <kbd>Enter</kbd>
          </span>
          <Button type="button" unstyled onClick={draft.clear}>
            {t('form.clear')}
          </Button>
        </div>
      </form>
      <EntrySide draft={value} procedure={procedure} />
    </div>
  );
}

interface TextProps {
  id: string;
  label: string;
  value: string;
  error?: string | undefined;
  onChange: (value: string) => void;
}

function Text({ id, label, value, error, onChange }: TextProps) {
  return (
    <Field id={id} label={label} error={error}>
      {(control) => (
        <TextInput {...control} name={id} type="text" autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

const CONTROLS: Record<string, string> = {
  topic: 'entry-subject',
  procedure: 'entry-subject',
  'contact.name': 'entry-name',
  'contact.phone': 'entry-phone',
  contact: 'entry-phone',
  raisedDay: 'entry-day',
  groupSize: 'entry-size',
};

function controlOf(field: string): string {
  return CONTROLS[field] ?? CONTROLS[`contact.${field}`] ?? `entry-${field.replace(/^inputs\./, '')}`;
}
