import { Button } from '@trussworks/react-uswds';
import { useTranslation } from 'react-i18next';
import { Note } from './note';

/** What is shown when a page itself fails; drafts are kept. */
export function FailurePage() {
  const { t } = useTranslation();
  return (
    <main className="portal-main" id="main">
      <h1>{t('failure.title')}</h1>
      <Note kind="error" title={t('failure.text')} />
      <p>
        <Button type="button" onClick={() => window.location.reload()}>
          {t('failure.reload')}
        </Button>
      </p>
    </main>
  );
}
