import { Link, Outlet, useMatchRoute, useNavigate, type LinkProps } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../components/language_switch';
import { OrganisationLink } from '../components/organisation_link';
import { SkipLink } from '../components/skip_link';
import { KeysDialog } from './keys_dialog';
import { useLive } from './use_live';
import { useShortcuts } from './use_shortcuts';
import { useSession } from './use_session';
import { useSignedOut } from './use_signed_out';

/** What stands around every page of the workspace. */
export function WorkLayout() {
  const { t } = useTranslation();
  const { session, may } = useSession();
  const navigate = useNavigate();
  const help = useRef<HTMLDialogElement>(null);
  useSignedOut();
  useLive();
  useShortcuts({
    '/': () => {
      const box = document.getElementById('search-words') ?? document.getElementById('quick-search');
      box?.focus();
    },
    n: () => void (may('intake') && navigate({ to: '/work/new' })),
    '?': () => help.current?.showModal(),
  });
  return (
    <div className="work">
      <SkipLink />
      <header className="work-header">
        <OrganisationLink to="/work/inbox" />
        <form
          role="search"
          className="work-header__search"
          onSubmit={(event) => {
            event.preventDefault();
            const words = new FormData(event.currentTarget).get('words');
            void navigate({ to: '/work/search', search: { query: String(words ?? '').trim() || undefined } });
          }}
        >
          <label className="usa-sr-only" htmlFor="quick-search">
            {t('work.search')}
          </label>
          <input id="quick-search" name="words" type="search" className="usa-input" placeholder={t('work.searchHint')} />
        </form>
        <div className="work-header__person">
          <Link to="/work/account" title={session?.account}>
            {session?.person.title}
          </Link>
          <LanguageSwitch />
        </div>
      </header>
      <div className="work-body">
        <nav className="work-nav" aria-label={t('nav.main')}>
          <ul>
            <Item to="/work/inbox" text={t('work.inbox')} />
            {may('intake') && <Item to="/work/new" text={t('work.new')} />}
            <Item to="/work/duties" text={t('work.duties')} />
            {(may('record-activities') || may('read-activities')) && <Item to="/work/my-unit" text={t('work.myUnit')} />}
            {(may('read-figures') || may('read-activities')) && <Item to="/work/standing" text={t('work.standing')} />}
            {(may('read-figures') || may('read-activities')) && <Item to="/work/trial" text={t('trial.title')} />}
            {(may('read-figures') || may('read-activities')) && <Item to="/work/what-if" text={t('whatIf.title')} />}
            <Item to="/work/search" text={t('work.search')} />
            {may('import-matters') && <Item to="/work/import" text={t('work.import')} />}
            {may('declare-emergencies') && <Item to="/work/emergencies" text={t('emergencies.title')} />}
            <Item to="/work/units" text={t('work.units')} />
            {(may('manage-people') || may('manage-accounts')) && <Item to="/work/people" text={t('work.people')} />}
            {may('manage-keys') && <Item to="/work/keys" text={t('work.keys')} />}
            <Item to="/work/rulebook" text={t('work.rulebook')} />
            {may('read-journal') && <Item to="/work/journal" text={t('work.journal')} />}
            <Item to="/work/account" text={t('work.account')} />
          </ul>
          <button type="button" className="usa-button usa-button--unstyled work-nav__keys" onClick={() => help.current?.showModal()}>
            {t('work.keyboard')}
          </button>
        </nav>
        <main id="main" className="work-main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <KeysDialog dialog={help} />
    </div>
  );
}

function Item({ to, text }: { to: LinkProps['to']; text: string }) {
  const link = useRef<HTMLAnchorElement>(null);
  const here = useMatchRoute()({ to, fuzzy: true }) !== false;
  // On a phone the row is wider than the screen: where one is must be in sight.
  useEffect(() => {
    if (here) link.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here]);
  return (
    <li>
      <Link to={to} ref={link}>
        {text}
      </Link>
    </li>
  );
}
