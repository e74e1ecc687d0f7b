import { Radio, Select, Textarea, TextInput } from '@trussworks/react-uswds';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ask } from '../api/types';
import { Field, type ControlProps } from './field';
import { FileAsk, type Upload } from './file_ask';
import { PlaceAsk } from './place_ask';
import { Skeleton } from './skeleton';
import { UnitPicker } from './unit_picker';

// People are chosen by staff alone: the portal never loads it.
const PersonPicker = lazy(async () => ({ default: (await import('./person_picker')).PersonPicker }));

interface Props {
  ask: Ask;
  /** Prefix of the control's id, so that two forms on a page don't share ids. */
  form: string;
  value: string;
  error?: string | undefined;
  onChange: (value: string) => void;
  /** Where a file goes that the ask wants. */
  upload?: Upload | undefined;
  /** The unit whose people are offered first. */
  unit?: string | undefined;
}

export const askId = (form: string, ask: Ask) => `${form}-${ask.id}`;

const FEW_CHOICES = 6;

/** Draws what a procedure asks for, from its type. */
export function AskField({ ask, form, value, error, onChange, upload, unit }: Props) {
  const { t } = useTranslation();
  const radios = (ask.type === 'choice' && ask.choices.length <= FEW_CHOICES) || ask.type === 'yes-no';
  const hint = (
    <>
      {ask.hint}
      {ask.accuses && <span className="field__protected">{t('ask.protected')}</span>}
    </>
  );
  return (
    <Field
      id={askId(form, ask)}
      label={ask.title}
      hint={ask.hint || ask.accuses ? hint : undefined}
      error={error}
      required={ask.required}
      group={radios || ask.type === 'person'}
    >
      {(control) => draw({ ask, control, value, onChange, upload, unit, yes: t('common.yes'), no: t('common.no') })}
    </Field>
  );
}

interface Drawn extends Pick<Props, 'ask' | 'value' | 'onChange' | 'upload' | 'unit'> {
  control: ControlProps;
  yes: string;
  no: string;
}

function draw({ ask, control, value, onChange, upload, unit, yes, no }: Drawn) {
  const text = { ...control, name: ask.id, value };
  switch (ask.type) {
    case 'long-text':
      return <LongText control={control} ask={ask} value={value} onChange={onChange} />;
    case 'date':
      return <TextInput {...text} type="text" inputProps={{ type: 'date' }} onChange={(e) => onChange(e.target.value)} />;
    case 'number':
    case 'money':
      return (
        <TextInput {...text} type="text" inputMode="decimal" inputSize="medium" onChange={(e) => onChange(e.target.value)} />
      );
    case 'yes-no':
      return <Choices control={control} name={ask.id} value={value} onChange={onChange} choices={[['yes', yes], ['no', no]]} />;
    case 'choice': {
      const choices = ask.choices.map((choice): [string, string] => [choice.id, choice.title]);
      if (choices.length <= FEW_CHOICES) {
        return <Choices control={control} name={ask.id} value={value} onChange={onChange} choices={choices} />;
      }
      return (
        <Select {...text} onChange={(e) => onChange(e.target.value)}>
          <option value="" />
          {choices.map(([id, title]) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </Select>
      );
    }
    case 'unit':
      return <UnitPicker control={control} value={value} onChange={onChange} kinds={ask.unitKinds} />;
    case 'person':
      return (
        <Suspense fallback={<Skeleton lines={2} />}>
          <PersonPicker control={control} value={value} onChange={onChange} unit={unit} />
        </Suspense>
      );
    case 'place':
      return <PlaceAsk control={control} value={value} onChange={onChange} />;
    case 'file':
      return <FileAsk control={control} value={value} onChange={onChange} upload={upload} />;
    default:
      return <TextInput {...text} type="text" onChange={(e) => onChange(e.target.value)} />;
  }
}

interface ChoicesProps {
  control: ControlProps;
  name: string;
  value: string;
  choices: [string, string][];
  onChange: (value: string) => void;
}

/** A few choices as radios; one that is not required can be taken back. */
function Choices({ control, name, value, choices, onChange }: ChoicesProps) {
  const { t } = useTranslation();
  return (
    <div id={control.id} data-field={control.id} className="choices">
      {choices.map(([id, title]) => (
        <Radio
          key={id}
          id={`${control.id}-${id}`}
          name={`${control.id}-${name}`}
          value={id}
          label={title}
          checked={value === id}
          onChange={() => onChange(id)}
        />
      ))}
      {!control.required && value !== '' && (
        <button type="button" className="usa-button usa-button--unstyled choices__none" onClick={() => onChange('')}>
          {t('common.chooseNone')}
        </button>
      )}
    </div>
  );
}

interface LongTextProps {
  control: ControlProps;
  ask: Ask;
  value: string;
  onChange: (value: string) => void;
}

const NEARLY_FULL = 0.8;

function LongText({ control, ask, value, onChange }: LongTextProps) {
  const { t } = useTranslation();
  const used = [...value].length;
  return (
    <>
      <Textarea {...control} name={ask.id} className="field__text" value={value} onChange={(e) => onChange(e.target.value)} />
      {ask.maxLength > 0 && used > ask.maxLength * NEARLY_FULL && (
        <p className="usa-hint" aria-live="polite">
          {t('ask.left', { count: ask.maxLength - used })}
        </p>
      )}
    </>
  );
}

