import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitsQuery } from '../api/queries';
import type { Schema } from '../api/types';
import { Skeleton } from './skeleton';
import { UnitLink, type UnitHome } from './unit_parts';

/** Units with what is below them; a level is asked for when it is opened. The only one of its level stands open. */
export function UnitTree({ home, units }: { home: UnitHome; units: readonly Schema<'Unit'>[] }) {
  return (
    <ul className="tree">
      {units.map((unit) => (
        <Branch key={unit.id} home={home} unit={unit} only={units.length === 1} />
      ))}
    </ul>
  );
}

function Branch({ home, unit, only }: { home: UnitHome; unit: Schema<'Unit'>; only: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(only && unit.children > 0);
  const below = useQuery({ ...unitsQuery('', unit.id), enabled: open, placeholderData: undefined });
  return (
    <li>
      <div className="tree__line">
        {unit.children > 0 ? (
          <button
            type="button"
            className="tree__toggle"
            aria-expanded={open}
            aria-label={t('units.toggle', { unit: unit.name })}
            onClick={() => setOpen(!open)}
          >
            {open ? '−' : '+'}
          </button>
        ) : (
          <span className="tree__leaf" aria-hidden="true" />
        )}
        <span>
          <UnitLink home={home} unit={unit} />{' '}
          <span className="unit-list__kind">
            {unit.kindTitle}
            {unit.children > 0 && ` · ${unit.children}`}
          </span>
        </span>
      </div>
      {open && (below.data ? <UnitTree home={home} units={below.data.items} /> : <Skeleton lines={2} />)}
    </li>
  );
}
