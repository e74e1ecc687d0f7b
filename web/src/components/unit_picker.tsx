import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitQuery, unitsQuery } from '../api/queries';
import { useDebounced } from '../lib/use_debounced';
import { ComboBox } from './combo_box';
import type { ControlProps } from './field';

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
  const units = (found.data?.items ?? []).filter((unit) => kinds.length === 0 || kinds.includes(unit.kind));
  return (
    <ComboBox
      control={control}
      chosen={value === '' ? '' : (chosen.data?.unit.name ?? '…')}
      options={units.slice(0, 20).map((unit) => ({
        id: unit.id,
        name: unit.name,
        detail: [unit.kindTitle, ...unit.within].join(' · '),
      }))}
      loading={found.isFetching}
      onType={setTyped}
      onChoose={(option) => onChange(option.id, option.name)}
      onClear={() => onChange('', '')}
      placeholder={t('pick.unit')}
    />
  );
}
