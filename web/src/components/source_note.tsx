import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/types';

/** Where a rule comes from, with its words. */
export function SourceNote({ source }: { source: Schema<'Source'> }) {
  const { t } = useTranslation();
  return (
    <details className="because source">
      <summary>{t('source.title')}</summary>
      <p>
        {source.document}
        {source.place && <>, {source.place}</>}
      </p>
      {source.quote && <blockquote lang="zh-CN">{source.quote}</blockquote>}
    </details>
  );
}
