import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitDutyQuery } from '../../api/staff_queries';
import { ProblemNote } from '../../components/problem_note';
import { Skeleton } from '../../components/skeleton';
import { useAmounts } from '../../lib/use_amounts';
import { useDates } from '../../lib/use_dates';
import type { Duty } from './standing';

/** Who of the unit itself still owes something, for posts that help them to it. */
export function NamesFold({ unit, duty }: { unit: string; duty: Duty }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="names-title">
      <h2 id="names-title">{t('standing.names')}</h2>
      <p>{t('standing.namesLead')}</p>
      <NamesOf unit={unit} duty={duty} title={duty.title} />
    </section>
  );
}

/** The names under a fold: asked for when it is opened, in the server's order, never sorted by amount. */
export function NamesOf({ unit, duty, title }: { unit: string; duty: Duty; title: string }) {
  const { t } = useTranslation();
  const amounts = useAmounts();
  const dates = useDates();
  const [open, setOpen] = useState(false);
  const names = useQuery({ ...unitDutyQuery(unit, duty.id), enabled: open });
  return (
    <details className="because" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {names.error && <ProblemNote error={names.error} retry={() => void names.refetch()} />}
      {open && names.isPending && <Skeleton lines={3} />}
      {names.data?.items.length === 0 && <p>{t('standing.noNames')}</p>}
      {names.data && names.data.items.length > 0 && (
        <ul className="links">
          {names.data.items.map((item) => (
            <li key={`${item.person}-${item.as}`}>
              <strong>{item.name}</strong> · {item.as} · {t('duties.wouldPlain', { amount: amounts.words(duty.measure, item.missing) })}
              {', '}
              <time dateTime={item.to}>{t('duties.until', { day: dates.due(item.to) })}</time>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
