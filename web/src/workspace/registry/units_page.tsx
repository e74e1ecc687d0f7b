import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitsQuery } from '../../api/queries';
import { EmptyState } from '../../components/empty_state';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { TextField } from '../../components/simple_fields';
import { Skeleton } from '../../components/skeleton';
import { UnitList } from '../../components/unit_parts';
import { useDebounced } from '../../lib/use_debounced';
import { UnitTree } from './unit_tree';

/** The tree of units: search, or open it level by level. */
export function UnitsPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const words = useDebounced(typed.trim());
  const units = useQuery(unitsQuery(words));
  return (
    <Page title={t('work.units')}>
      <TextField id="search-words" label={t('units.search')} value={typed} onChange={setTyped} required />
      {units.error && <ProblemNote error={units.error} retry={() => void units.refetch()} />}
      {units.isPending && <Skeleton lines={6} />}
      {units.data?.items.length === 0 && <EmptyState title={t('units.none')} />}
      {words === '' ? (
        <UnitTree units={units.data?.items ?? []} />
      ) : (
        <UnitList home="/work/units" units={units.data?.items ?? []} facts={(unit) => [unit.kindTitle, unit.code, ...unit.within]} />
      )}
    </Page>
  );
}
