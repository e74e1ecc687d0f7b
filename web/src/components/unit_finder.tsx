import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitsQuery } from '../api/queries';
import { useDebounced } from '../lib/use_debounced';
import { EmptyState } from './empty_state';
import { ProblemNote } from './problem_note';
import { TextField } from './simple_fields';
import { Skeleton } from './skeleton';
import { UnitList, type UnitHome } from './unit_parts';
import { UnitTree } from './unit_tree';

/** The units: found by name or code, or opened level by level. */
export function UnitFinder({ home, coded = false }: { home: UnitHome; coded?: boolean }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const words = useDebounced(typed.trim());
  const units = useQuery(unitsQuery(words));
  return (
    <>
      <TextField id="search-words" label={t('units.search')} value={typed} onChange={setTyped} required />
      {units.error && <ProblemNote error={units.error} retry={() => void units.refetch()} />}
      {units.isPending && <Skeleton lines={6} />}
      {units.data?.items.length === 0 && <EmptyState title={t('units.none')} />}
      {words === '' ? (
        <UnitTree home={home} units={units.data?.items ?? []} />
      ) : (
        <UnitList home={home} units={units.data?.items ?? []} facts={(unit) => [unit.kindTitle, coded ? (unit.code ?? '') : '', ...unit.within]} />
      )}
    </>
  );
}
