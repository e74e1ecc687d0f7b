import { ErrorMessage, FormGroup } from '@trussworks/react-uswds';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** What a control carries so that its label, hint and error are read out with it. */
export interface ControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
  required: boolean;
}

interface Props {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  /** A group of controls (radios, a picker with several parts) has a legend in place of a label. */
  group?: boolean;
  children: (control: ControlProps) => ReactNode;
}

/** One question of a form: label, hint, error and the control that they belong to. */
export function Field({ id, label, hint, error, required = false, group = false, children }: Props) {
  const { t } = useTranslation();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint ? hintId : '', error ? errorId : ''].filter(Boolean).join(' ') || undefined;
  const control: ControlProps = {
    id,
    'aria-describedby': describedBy,
    'aria-invalid': error ? true : undefined,
    required,
  };
  const words = (
    <>
      {label}
      {!required && <span className="field__optional"> {t('common.optional')}</span>}
    </>
  );
  const inner = (
    <>
      {hint && (
        <div className="usa-hint field__hint" id={hintId}>
          {hint}
        </div>
      )}
      {error && <ErrorMessage id={errorId}>{error}</ErrorMessage>}
      {children(control)}
    </>
  );
  return (
    <FormGroup error={Boolean(error)} className="field">
      {group ? (
        <fieldset className="usa-fieldset" aria-describedby={describedBy}>
          <legend className="usa-label field__label" id={`${id}-legend`}>
            {words}
          </legend>
          {inner}
        </fieldset>
      ) : (
        <>
          <label className="usa-label field__label" htmlFor={id}>
            {words}
          </label>
          {inner}
        </>
      )}
    </FormGroup>
  );
}
