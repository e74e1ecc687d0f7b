import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/types';

/** The portal's page of a unit, or the workspace's. */
export type UnitHome = '/units' | '/work/units';

/** The name of a unit, leading to its page. */
export function UnitLink({ home, unit }: { home: UnitHome; unit: { id: string; name: string } }) {
  return (
    <Link to={`${home}/$unit`} params={{ unit: unit.id }}>
      {unit.name}
    </Link>
  );
}

/** Where a unit stands: what is above it, and what it was merged into. */
export function UnitAbove({ home, detail }: { home: UnitHome; detail: Schema<'UnitDetail'> }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('units.above')} className="above">
      <ol>
        <li>
          <Link to={home}>{t('units.all')}</Link>
        </li>
        {detail.above.map((unit) => (
          <li key={unit.id}>
            <UnitLink home={home} unit={unit} />
          </li>
        ))}
      </ol>
      {detail.mergedInto && (
        <p>
          {t('units.merged')} <UnitLink home={home} unit={detail.mergedInto} />
        </p>
      )}
    </nav>
  );
}

interface UnitListProps {
  home: UnitHome;
  units: readonly Schema<'Unit'>[];
  /** What is said of each beside its name. */
  facts: (unit: Schema<'Unit'>) => readonly string[];
}

/** Units, one a line. */
export function UnitList({ home, units, facts }: UnitListProps) {
  return (
    <ul className="unit-list">
      {units.map((unit) => (
        <li key={unit.id}>
          <UnitLink home={home} unit={unit} />
          <span className="unit-list__kind">{facts(unit).filter(Boolean).join(' · ')}</span>
        </li>
      ))}
    </ul>
  );
}
