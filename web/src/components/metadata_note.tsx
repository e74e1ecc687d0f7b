import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/types';

/** Says what became of the data on place, time, device and author that files carry. */
export function MetadataNote({ attachment }: { attachment: Partial<Pick<Schema<'Attachment'>, 'metadata'>> }) {
  const { t } = useTranslation();
  if (attachment.metadata !== 'removed' && attachment.metadata !== 'kept') return null;
  return <span className="usa-hint attach-form__metadata">{t(`attach.metadata.${attachment.metadata}`)}</span>;
}
