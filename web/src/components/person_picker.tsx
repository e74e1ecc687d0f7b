import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { peopleQuery, personQuery } from '../api/staff_queries';
import { useDebounced } from '../lib/use_debounced';
import { ComboBox } from './combo_box';
import type { ControlProps } from './field';
import { UnitPicker } from './unit_picker';

interface Props {
  control: ControlProps;
  value: string;
  onChange: (person: string) => void;
  /** The unit whose people are offered first. */
  unit?: string;
}

/** Chooses a person with a post in a unit: the unit first, since nobody is searched for across the organisation. */
export function PersonPicker({ control, value, onChange, unit: initialUnit = '' }: Props) {
  const { t } = useTranslation();
  const [unit, setUnit] = useState(initialUnit);
  const [typed, setTyped] = useState('');
  const words = useDebounced(typed.trim(), 200);
  const found = useQuery({ ...peopleQuery(unit, words), enabled: unit !== '' });
  const chosen = useQuery({ ...personQuery(value), enabled: value !== '' });
  const current = words === typed.trim() && !found.isPlaceholderData;
  const unitControl: ControlProps = {
    id: `${control.id}-unit`,
    'aria-describedby': undefined,
    'aria-invalid': undefined,
    required: false,
  };
  return (
    <div className="person-picker">
      <label className="usa-label" htmlFor={unitControl.id}>
        {t('pick.personUnit')}
      </label>
      <UnitPicker control={unitControl} value={unit} onChange={setUnit} />
      <label className="usa-label" htmlFor={control.id}>
        {t('pick.personName')}
      </label>
      <ComboBox
        control={control}
        chosen={value === '' ? '' : (chosen.data?.name ?? '…')}
        options={(current ? (found.data?.items ?? []) : []).map((person) => ({
          id: person.id,
          name: person.name,
          detail: person.posts.join(' · '),
        }))}
        loading={!current || found.isFetching}
        onType={setTyped}
        onChoose={(option) => onChange(option.id)}
        onClear={() => onChange('')}
        placeholder={unit === '' ? t('pick.unitFirst') : t('pick.person')}
      />
    </div>
  );
}
