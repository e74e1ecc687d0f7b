import { TextInput } from '@trussworks/react-uswds';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitsQuery } from '../../api/queries';
import { EmptyState } from '../../components/empty_state';
import { Field } from '../../components/field';
import { Page } from '../../components/page';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { UnitList } from '../../components/unit_parts';
import { useDebounced } from '../../lib/use_debounced';

/** Units by name, or from the top of the tree. */
export function UnitsPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const words = useDebounced(typed.trim());
  const units = useQuery(unitsQuery(words));
  return (
    <Page title={t('units.title')} lead={t('units.lead')}>
      <Field id="unit-search" label={t('units.search')} required>
        {(control) => (
          <TextInput {...control} required={false} name="query" type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
        )}
      </Field>
      {units.error && <ProblemNote error={units.error} retry={() => void units.refetch()} />}
      {units.isPending && <Skeleton lines={6} />}
      {units.data?.items.length === 0 && <EmptyState title={t('units.none')} />}
      <UnitList home="/units" units={units.data?.items ?? []} facts={(unit) => [unit.kindTitle, ...unit.within]} />
    </Page>
  );
}
