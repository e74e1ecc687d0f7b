import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries';
import { LanguageSwitch } from '../components/language_switch';
import { OrganisationLink } from '../components/organisation_link';
import { SkipLink } from '../components/skip_link';
import { isMarkedSigned } from '../lib/signed';

/** What stands around every page of the portal. */
export function PortalLayout() {
  const { t } = useTranslation();
  useQuery({ ...sessionQuery, enabled: isMarkedSigned() });
  return (
    <div className="portal">
      <SkipLink />
      <header className="portal-header">
        <div className="portal-header__bar">
          <OrganisationLink to="/" />
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
            <Link to="/transparency">{t('nav.transparency')}</Link>
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
