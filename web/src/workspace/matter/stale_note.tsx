import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { Note } from '../../components/note';
import { Fields } from '../../components/timeline';
import { useDates } from '../../lib/use_dates';

export interface Overtaken {
  step: string;
  stillOpen: boolean;
  entries: Schema<'StaffEntry'>[];
  typed: Schema<'Field'>[];
}

/** Says what somebody else did meanwhile; what was typed stays, here or in the form. */
export function StaleNote({ overtaken }: { overtaken: Overtaken }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Note kind="warning" title={t('stale.title')} live>
      <ul className="usa-list">
        {overtaken.entries.map((entry) => (
          <li key={entry.id}>
            {dates.instant(entry.at)} · {entry.title}
            {(entry.person || entry.unit) && <> ({[entry.person, entry.unit].filter(Boolean).join(', ')})</>}
          </li>
        ))}
      </ul>
      {overtaken.stillOpen ? (
        <p>{t('stale.again')}</p>
      ) : (
        <>
          <p>{t('stale.gone', { step: overtaken.step })}</p>
          <Fields fields={overtaken.typed} />
        </>
      )}
    </Note>
  );
}
