import { Button, TextInput } from '@trussworks/react-uswds';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../components/field';
import { PlacePicker } from '../../components/place_picker';
import type { Part } from './part';

type Locating = 'no' | 'asking' | 'failed';

/** Where it is: the place decides who answers. */
export function WhereStep({ draft, set, errors }: Part) {
  const { t } = useTranslation();
  const [locating, setLocating] = useState<Locating>('no');
  const locate = () => {
    setLocating('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // Five decimals are about a metre; more would say more than the matter needs.
        const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5;
        set({ position: { latitude: round(coords.latitude), longitude: round(coords.longitude) } });
        setLocating('no');
      },
      () => setLocating('failed'),
      { timeout: 10_000, maximumAge: 60_000 },
    );
  };
  return (
    <>
      <Field id="raise-place" label={t('raise.where.place')} hint={t('raise.where.placeHint')} error={errors['raise-place']} required>
        {(control) => <PlacePicker control={control} value={draft.place} onChange={(place) => set({ place })} />}
      </Field>
      <Field id="raise-address" label={t('raise.where.address')} hint={t('raise.where.addressHint')} error={errors['raise-address']}>
        {(control) => (
          <TextInput
            {...control}
            name="address"
            type="text"
            maxLength={500}
            value={draft.address}
            onChange={(event) => set({ address: event.target.value })}
          />
        )}
      </Field>
      {'geolocation' in navigator && (
        <div className="locate">
          {draft.position ? (
            <p>
              {t('raise.where.located', {
                latitude: draft.position.latitude.toFixed(5),
                longitude: draft.position.longitude.toFixed(5),
              })}{' '}
              <Button type="button" unstyled onClick={() => set({ position: null })}>
                {t('raise.where.unlocate')}
              </Button>
            </p>
          ) : (
            <Button type="button" outline onClick={locate} disabled={locating === 'asking'}>
              {t('raise.where.locate')}
            </Button>
          )}
          <p role="status" className="usa-hint">
            {locating === 'failed' ? t('raise.where.locateFailed') : ''}
          </p>
        </div>
      )}
    </>
  );
}
