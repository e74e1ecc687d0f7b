import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/types';
import type { ControlProps } from './field';
import { FileBox } from './file_box';
import { MetadataNote } from './metadata_note';
import { ProblemNote } from './problem_note';

export type Upload = (file: File) => Promise<Schema<'Attachment'>>;

export const LARGEST_FILE_BYTES = 20 * 1024 * 1024;

interface Props {
  control: ControlProps;
  value: string;
  onChange: (attachment: string) => void;
  upload: Upload | undefined;
}

/** A file as an answer to an ask: it is attached at once, and the attachment's id is the answer. */
export function FileAsk({ control, value, onChange, upload }: Props) {
  const { t } = useTranslation();
  const [attached, setAttached] = useState<Schema<'Attachment'> | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attach = async (file: File) => {
    if (!upload) return;
    setBusy(true);
    setError(null);
    try {
      const attachment = await upload(file);
      setAttached(attachment);
      onChange(attachment.id);
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <FileBox
        {...control}
        disabled={busy || !upload}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) void attach(file);
        }}
      />
      {busy && <p role="status">{t('attach.sending')}</p>}
      {value !== '' && attached && (
        <p role="status">
          {t('attach.sent', { name: attached.name })}
          <MetadataNote attachment={attached} />
        </p>
      )}
      {error !== null && <ProblemNote error={error} />}
    </>
  );
}
