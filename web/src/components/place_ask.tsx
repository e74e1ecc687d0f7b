import { useState } from 'react';
import type { ControlProps } from './field';
import { PlacePicker, type ChosenPlace } from './place_picker';

interface Props {
  control: ControlProps;
  value: string;
  onChange: (value: string) => void;
}

/** A place as an answer to an ask: the id is the answer, the name is only for the eye. */
export function PlaceAsk({ control, value, onChange }: Props) {
  const [place, setPlace] = useState<ChosenPlace | null>(value ? { id: value, name: value, within: [] } : null);
  return (
    <PlacePicker
      control={control}
      value={place}
      onChange={(chosen) => {
        setPlace(chosen);
        onChange(chosen?.id ?? '');
      }}
    />
  );
}
