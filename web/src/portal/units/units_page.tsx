import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page';
import { UnitFinder } from '../../components/unit_finder';

/** Units by name, or from the top of the tree. */
export function UnitsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('units.title')} lead={t('units.lead')}>
      <UnitFinder home="/units" />
    </Page>
  );
}
