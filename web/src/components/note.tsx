import type { ReactNode } from 'react';

interface Props {
  kind: 'info' | 'success' | 'warning' | 'error';
  title?: string;
  /** Read out at once when it appears. */
  live?: boolean;
  slim?: boolean;
  children?: ReactNode;
}

export function Note({ kind, title, live = false, slim = false, children }: Props) {
  const role = live ? (kind === 'error' ? 'alert' : 'status') : undefined;
  return (
    <div className={`usa-alert usa-alert--${kind} ${slim ? 'usa-alert--slim' : ''}`} role={role}>
      <div className="usa-alert__body">
        {title && <p className="usa-alert__heading">{title}</p>}
        {children && <div className="usa-alert__text">{children}</div>}
      </div>
    </div>
  );
}
