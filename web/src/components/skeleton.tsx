import { useTranslation } from 'react-i18next';

/** Bars where text is about to stand; a screen reader hears that it is loading. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status">
      <span className="usa-sr-only">{t('common.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton__bar" aria-hidden="true" />
      ))}
    </div>
  );
}
