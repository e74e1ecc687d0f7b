import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitQuery, unitsQuery } from '../api/queries';
import { useDebounced } from '../lib/use_debounced';
import { ComboBox } from './combo_box';
import type { ControlProps } from './field';

/** How many of the units above are named beside a unit: enough to tell it from its namesakes. */
export const SHOWN_ABOVE = 3;

interface Props {
  control: ControlProps;
  value: string;
  onChange: (unit: string, name: string) => void;
  /** Only units of these kinds; empty for all. */
  kinds?: readonly string[];
}

/** Chooses a unit by name or code. */
export function UnitPicker({ control, value, onChange, kinds = [] }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const words = useDebounced(typed.trim(), 200);
  const found = useQuery(unitsQuery(words, undefined, kinds.length === 1 ? kinds[0] : undefined));
  const chosen = useQuery({ ...unitQuery(value), enabled: value !== '' });
  // What was found for other words is no choice: someone who types fast would take it unseen.
  const current = words === typed.trim() && !found.isPlaceholderData;
  const units = (current ? (found.data?.items ?? []) : []).filter((unit) => kinds.length === 0 || kinds.includes(unit.kind));
  return (
    <ComboBox
      control={control}
      chosen={value === '' ? '' : (chosen.data?.unit.name ?? '…')}
      options={units.slice(0, 20).map((unit) => ({
        id: unit.id,
        name: unit.name,
        detail: [unit.kindTitle, ...unit.within.slice(-SHOWN_ABOVE)].join(' · '),
      }))}
      loading={!current || found.isFetching}
      onType={setTyped}
      onChoose={(option) => onChange(option.id, option.name)}
      onClear={() => onChange('', '')}
      placeholder={t('pick.unit')}
    />
  );
}
