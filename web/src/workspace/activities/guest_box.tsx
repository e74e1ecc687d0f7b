import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { guestsQuery } from '../../api/staff_queries';
import { ComboBox } from '../../components/combo_box';
import { Field } from '../../components/field';
import { useDebounced } from '../../lib/use_debounced';
import type { Listed } from './sheet';

interface Props {
  unit: string;
  day: string;
  listed: readonly Listed[];
  onAdd: (guest: Listed) => void;
}

/** Somebody of another unit who was there: a leader at the branch's meeting, somebody who lives here. */
export function GuestBox({ unit, day, listed, onAdd }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const words = useDebounced(typed.trim(), 200);
  const found = useQuery(guestsQuery(unit, day, words));
  const current = words === typed.trim() && !found.isPlaceholderData;
  const items = (current && words !== '' ? (found.data?.items ?? []) : []).filter((one) => !listed.some(({ person }) => person === one.person));
  return (
    <Field id="activity-guest" label={t('activities.addGuest')} hint={t('activities.addGuestHint')}>
      {(control) => (
        <ComboBox
          control={control}
          chosen=""
          options={items.map(({ person, name, unit: from }) => ({ id: person, name, detail: from }))}
          loading={words !== '' && (!current || found.isFetching)}
          onType={setTyped}
          onChoose={({ id, name }) => {
            setTyped('');
            onAdd({ person: id, name, guest: true });
          }}
          onClear={() => setTyped('')}
        />
      )}
    </Field>
  );
}
