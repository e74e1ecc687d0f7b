import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { standingQuery } from '../../api/staff_queries';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { unitRows, type Duty, type Standing } from './standing';
import { UnitTable } from './units_below';

/** The units that hang under the same one, for comparison: those where the reader may look at the one above. */
export function BesideFold({ standing, duty }: { standing: Standing; duty: Duty }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const above = standing.above.at(-1);
  const beside = useQuery({ ...standingQuery(above?.id ?? ''), enabled: open && above !== undefined });
  if (!above) return null;
  const rows = beside.data ? unitRows(beside.data, duty).filter((row) => row.figures.owing > 0) : [];
  return (
    <details className="because" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('standing.beside', { unit: above.name })}</summary>
      {beside.error && <ProblemNote error={beside.error} retry={() => void beside.refetch()} />}
      {open && beside.isPending && <Skeleton lines={4} />}
      {beside.data && rows.length === 0 && <p>{t('standing.noBeside')}</p>}
      {rows.length > 0 && <UnitTable rows={rows} duty={duty} caption={t('standing.beside', { unit: above.name })} current={standing.unit.id} />}
    </details>
  );
}
