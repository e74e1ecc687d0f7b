import type { ReactNode } from 'react';
import { LanguageSwitch } from '../components/language_switch';
import { OrganisationLink } from '../components/organisation_link';
import { Page } from '../components/page';
import { SkipLink } from '../components/skip_link';

/** A page on the way in: narrow, with nothing but its one task. */
export function SignInFrame({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <div className="sign-in">
      <SkipLink />
      <header className="sign-in__bar">
        <OrganisationLink to="/" />
        <LanguageSwitch />
      </header>
      <main id="main" className="sign-in__main" tabIndex={-1}>
        <Page title={title} lead={lead}>
          {children}
        </Page>
      </main>
    </div>
  );
}
