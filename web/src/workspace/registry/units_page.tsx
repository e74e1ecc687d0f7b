import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page';
import { UnitFinder } from '../../components/unit_finder';

/** The tree of units: search, or open it level by level. */
export function UnitsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('work.units')}>
      <UnitFinder home="/work/units" coded />
    </Page>
  );
}
