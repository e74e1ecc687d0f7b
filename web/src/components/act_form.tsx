import { Button } from '@trussworks/react-uswds';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, asRefused } from '../lib/problems';
import { ProblemNote } from './problem_note';

interface Props {
  title: string;
  hint?: string;
  action: string;
  ready: boolean;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  danger?: boolean;
  children: ReactNode;
}

/** A change of the register in a fold, opened when it is wanted. */
export function ActForm({ title, hint, action, ready, busy, error, onSubmit, danger = false, children }: Props) {
  const { t } = useTranslation();
  const lines = error ? Object.values(fieldErrors(asRefused(error).problem)) : [];
  return (
    <details className="step-card">
      <summary>{title}</summary>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onSubmit();
        }}
      >
        {hint && <p>{hint}</p>}
        {error !== null && <ProblemNote error={error} />}
        {lines.length > 1 && (
          <ul className="usa-list">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        {children}
        <div className="form__actions">
          <Button type="submit" disabled={!ready || busy} secondary={danger}>
            {busy ? t('common.sending') : action}
          </Button>
        </div>
      </form>
    </details>
  );
}
