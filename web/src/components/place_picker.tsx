import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { placesQuery } from '../api/queries';
import type { Schema } from '../api/types';
import { useDebounced } from '../lib/use_debounced';
import { ComboBox } from './combo_box';
import type { ControlProps } from './field';
import { SHOWN_ABOVE } from './unit_picker';

/** A place as it was chosen, with its name so that it can be shown without asking again. */
export interface ChosenPlace {
  id: string;
  name: string;
  within: string[];
}

interface Props {
  control: ControlProps;
  value: ChosenPlace | null;
  onChange: (place: ChosenPlace | null) => void;
}

/** Chooses a place: by its name, or by going down from the county to the building. */
export function PlacePicker({ control, value, onChange }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const words = useDebounced(typed.trim(), 200);
  const found = useQuery({ ...placesQuery(words), enabled: words !== '' });
  // What was found for other words is no choice: someone who types fast would take it unseen.
  const current = words === typed.trim() && !found.isPlaceholderData;
  const choose = (place: Schema<'Place'>) => onChange({ id: place.id, name: place.name, within: place.within });
  return (
    <div className="place-picker">
      <ComboBox
        control={control}
        chosen={value ? value.name : ''}
        options={(current && words !== '' ? (found.data?.items ?? []) : []).slice(0, 20).map((place) => ({
          id: place.id,
          name: place.name,
          detail: [place.kindTitle, ...place.within.slice(-SHOWN_ABOVE)].join(' · '),
        }))}
        loading={!current || found.isFetching}
        onType={setTyped}
        onChoose={(option) => {
          const place = found.data?.items.find((item) => item.id === option.id);
          if (place) choose(place);
        }}
        onClear={() => onChange(null)}
        placeholder={t('pick.place')}
      />
      <PlaceLevels value={value} onChoose={choose} />
    </div>
  );
}

interface LevelsProps {
  value: ChosenPlace | null;
  onChoose: (place: Schema<'Place'>) => void;
}

function PlaceLevels({ value, onChoose }: LevelsProps) {
  const { t } = useTranslation();
  const below = useQuery(placesQuery('', value?.id));
  const items = below.data?.items ?? [];
  return (
    <div className="place-levels">
      {value && (
        <p className="place-levels__chosen">
          <strong>{value.name}</strong>
          {value.within.length > 0 && <span> · {value.within.join(' · ')}</span>}
        </p>
      )}
      {items.length > 0 && (
        <>
          <p className="place-levels__label" id="place-levels">
            {value ? t('pick.nearer') : t('pick.orChoose')}
          </p>
          <ul className="place-levels__list" aria-labelledby="place-levels">
            {items.map((place) => (
              <li key={place.id}>
                <button type="button" className="chip" onClick={() => onChoose(place)}>
                  {place.name}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
