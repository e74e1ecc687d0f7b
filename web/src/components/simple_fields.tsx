import { Select, TextInput } from '@trussworks/react-uswds';
import { Field } from './field';

interface TextProps {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  error?: string | undefined;
  required?: boolean;
  type?: 'text' | 'date' | 'password';
  autoComplete?: string;
}

/** A labelled line of text, a date or a password. */
export function TextField({ id, label, value, onChange, hint, error, required = false, type = 'text', autoComplete = 'off' }: TextProps) {
  return (
    <Field id={id} label={label} hint={hint} error={error} required={required}>
      {(control) => (
        <TextInput {...control} name={id} type={type === 'password' ? 'password' : 'text'} inputProps={type === 'date' ? { type } : undefined} autoComplete={autoComplete} value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

interface SelectProps {
  id: string;
  label: string;
  value: string;
  choices: readonly { id: string; title: string }[];
  onChange: (value: string) => void;
  required?: boolean;
}

/** A labelled choice. */
export function SelectField({ id, label, value, choices, onChange, required = false }: SelectProps) {
  return (
    <Field id={id} label={label} required={required}>
      {(control) => (
        <Select {...control} name={id} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="" />
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.title}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
