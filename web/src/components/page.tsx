import { useEffect, useRef, type ReactNode } from 'react';
import { useOrganisationName } from '../api/queries';

/** Whether a page was shown before in this visit: the first page leaves the focus where the browser puts it. */
const visit = { begun: false };

interface Props {
  title: string;
  /** Shown in place of the title, where the heading says more than the tab. */
  heading?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  className?: string;
  /** Another value moves the focus to the heading again, as on the next step of a form. */
  focusOn?: string;
  /** The page puts the focus elsewhere itself, as in a form that is filled in all day. */
  ownFocus?: boolean;
  children: ReactNode;
}

/** A page: its title in the tab, its heading focused after navigation, so that a screen reader begins there. */
export function Page({ title, heading, lead, actions, className, focusOn, ownFocus = false, children }: Props) {
  const organisation = useOrganisationName();
  const headingElement = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = organisation ? `${title} · ${organisation}` : title;
  }, [title, organisation]);
  useEffect(() => {
    if (visit.begun && !ownFocus) headingElement.current?.focus({ preventScroll: true });
    visit.begun = true;
    window.scrollTo(0, 0);
  }, [focusOn, ownFocus]);
  return (
    <div className={`page ${className ?? ''}`}>
      <div className="page__head">
        <div>
          <h1 ref={headingElement} tabIndex={-1} className="page__title">
            {heading ?? title}
          </h1>
          {lead && <p className="page__lead">{lead}</p>}
        </div>
        {actions && <div className="page__actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
