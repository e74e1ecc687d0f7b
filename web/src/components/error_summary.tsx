import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

export interface SummaryItem {
  /** The id of the control to go to. */
  id: string;
  text: string;
}

/** What is to be put right, above the form: focused when it appears, each line leads to its field. */
export function ErrorSummary({ items, attempt }: { items: readonly SummaryItem[]; attempt: number }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (items.length > 0) box.current?.focus();
    // Only a new attempt moves the focus; correcting a field must not take it away.
  }, [attempt]);
  if (items.length === 0) return null;
  return (
    <div className="usa-alert usa-alert--error error-summary" role="alert" tabIndex={-1} ref={box}>
      <div className="usa-alert__body">
        <p className="usa-alert__heading">{t('form.summary', { count: items.length })}</p>
        <ul className="usa-list">
          {items.map((item) => (
            <li key={item.id}>
              <a
                href={`#${item.id}`}
                onClick={(event) => {
                  event.preventDefault();
                  focusField(item.id);
                }}
              >
                {item.text}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** Moves to a field; for a group, to its first control. */
export function focusField(id: string): void {
  const element = document.getElementById(id) ?? document.querySelector<HTMLElement>(`[data-field="${CSS.escape(id)}"]`);
  if (!element) return;
  const control = element.matches('input, select, textarea, button')
    ? element
    : element.querySelector<HTMLElement>('input, select, textarea, button');
  // What lies in a closed fold can't be focused.
  for (let fold = element.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) fold.open = true;
  (control ?? element).focus();
}
