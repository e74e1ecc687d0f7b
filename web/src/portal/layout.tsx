import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { sessionQuery, useOrganisation } from '../api/queries';
import { LanguageSwitch } from '../components/language_switch';
import { Mark } from '../components/mark';
import { SkipLink } from '../components/skip_link';
import { isMarkedSigned } from '../lib/signed';

/** What stands around every page of the portal. */
export function PortalLayout() {
  const { t } = useTranslation();
  const { organisation } = useOrganisation();
  useQuery({ ...sessionQuery, enabled: isMarkedSigned() });
  return (
    <div className="portal">
      <SkipLink />
      <header className="portal-header">
        <div className="portal-header__bar">
          <Link to="/" className="portal-header__name">
            <Mark />
            <span>{organisation?.name ?? 'massline'}</span>
          </Link>
          <LanguageSwitch />
        </div>
        <nav className="portal-nav" aria-label={t('nav.main')}>
          <ul>
            <li>
              <Link to="/raise">{t('nav.raise')}</Link>
            </li>
            <li>
              <Link to="/follow">{t('nav.follow')}</Link>
            </li>
            <li>
              <Link to="/units">{t('nav.units')}</Link>
            </li>
            <li>
              <Link to="/rules">{t('nav.rules')}</Link>
            </li>
          </ul>
        </nav>
      </header>
      <main id="main" className="portal-main" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="portal-footer">
        <ul>
          <li>
            <Link to="/help">{t('nav.help')}</Link>
          </li>
          <li>
            <Link to="/privacy">{t('nav.privacy')}</Link>
          </li>
          <li>
            <Link to="/about">{t('nav.about')}</Link>
          </li>
          <li>
            <Link to="/work">{t('nav.staff')}</Link>
          </li>
        </ul>
        <p>{t('footer.licence')}</p>
      </footer>
    </div>
  );
}
