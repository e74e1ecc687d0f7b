import { useTranslation } from 'react-i18next';
import type { Ask } from '../api/types';
import type { InputError } from '../lib/asks';

/** Puts the errors of inputs into words, by the ask's id. */
export function useInputErrors(): (
  asks: readonly Ask[],
  errors: Record<string, InputError>,
) => Record<string, string> {
  const { t } = useTranslation();
  return (asks, errors) =>
    Object.fromEntries(
      Object.entries(errors).map(([id, error]) => [
        id,
        t(`inputError.${error}`, { max: asks.find((ask) => ask.id === id)?.maxLength ?? 0 }),
      ]),
    );
}
