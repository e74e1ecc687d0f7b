import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../api/client';
import type { Schema } from '../api/types';
import { formatSize } from '../lib/sizes';
import { useLanguage } from '../lib/use_language';
import { ProblemNote } from './problem_note';

/** Fetches one attachment with whatever the reader may read it by (the receipt or the session). */
export type Download = (attachment: string) => Promise<Blob>;

interface Props {
  attachments: readonly Schema<'Attachment'>[];
  download: Download;
}

export function AttachmentList({ attachments, download }: Props) {
  return (
    <ul className="attachments">
      {attachments.map((attachment) => (
        <AttachmentItem key={attachment.id} attachment={attachment} download={download} />
      ))}
    </ul>
  );
}

function AttachmentItem({ attachment, download }: { attachment: Schema<'Attachment'>; download: Download }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [error, setError] = useState<unknown>(null);
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => () => (picture ? URL.revokeObjectURL(picture) : undefined), [picture]);
  const open = async () => {
    setError(null);
    try {
      const content = await download(attachment.id);
      if (attachment.inline && attachment.mediaType.startsWith('image/')) {
        setPicture(URL.createObjectURL(content));
      } else {
        saveFile(content, attachment.name);
      }
    } catch (refused) {
      setError(refused);
    }
  };
  const act = attachment.inline && attachment.mediaType.startsWith('image/') ? t('attach.show') : t('attach.save');
  return (
    <li className="attachment">
      <button type="button" className="usa-button usa-button--unstyled" onClick={() => void open()}>
        {act}: {attachment.name}
      </button>
      <span className="attachment__size">{formatSize(attachment.size, language)}</span>
      {picture && <img className="attachment__picture" src={picture} alt={attachment.name} />}
      {error !== null && <ProblemNote error={error} />}
    </li>
  );
}
