import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page';

export function HomePage() {
  const { t } = useTranslation();
  return (
    <Page title={t('home.title')} lead={t('home.lead')} className="home">
      <div className="home__actions">
        <Link to="/raise" className="usa-button usa-button--big">
          {t('home.raise')}
        </Link>
        <Link to="/follow" className="usa-button usa-button--big usa-button--outline">
          {t('home.follow')}
        </Link>
      </div>
      <p className="home__note">{t('home.note')}</p>
      <section aria-labelledby="home-how">
        <h2 id="home-how">{t('home.howTitle')}</h2>
        <ol className="home__how">
          <li>
            <h3>{t('home.how1')}</h3>
            <p>{t('home.how1Text')}</p>
          </li>
          <li>
            <h3>{t('home.how2')}</h3>
            <p>{t('home.how2Text')}</p>
          </li>
          <li>
            <h3>{t('home.how3')}</h3>
            <p>{t('home.how3Text')}</p>
          </li>
          <li>
            <h3>{t('home.how4')}</h3>
            <p>{t('home.how4Text')}</p>
          </li>
        </ol>
      </section>
      <ul className="home__more">
        <li>
          <h2>
            <Link to="/units">{t('home.units')}</Link>
          </h2>
          <p>{t('home.unitsText')}</p>
        </li>
        <li>
          <h2>
            <Link to="/rules">{t('home.rules')}</Link>
          </h2>
          <p>{t('home.rulesText')}</p>
        </li>
        <li>
          <h2>
            <Link to="/privacy">{t('home.privacy')}</Link>
          </h2>
          <p>{t('home.privacyText')}</p>
        </li>
      </ul>
    </Page>
  );
}
