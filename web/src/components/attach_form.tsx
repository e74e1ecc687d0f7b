import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/types';
import { FileBox } from './file_box';
import { LARGEST_FILE_BYTES } from './file_ask';
import { MetadataNote } from './metadata_note';
import { Note } from './note';
import { ProblemNote } from './problem_note';

/** What the list of files sent needs of one; documents of activities say nothing of their metadata. */
type Sent = Pick<Schema<'Attachment'>, 'id' | 'name'> & Partial<Pick<Schema<'Attachment'>, 'metadata'>>;

interface Props {
  id: string;
  label: string;
  upload: (file: File) => Promise<Sent>;
  onAttached: () => void;
}

/** Attaches files one after the other and says of each what became of it. */
export function AttachForm({ id, label, upload, onAttached }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState('');
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [tooLarge, setTooLarge] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const attach = async (files: readonly File[]) => {
    setError(null);
    setTooLarge('');
    for (const file of files) {
      if (file.size > LARGEST_FILE_BYTES) {
        setTooLarge(file.name);
        continue;
      }
      setBusy(file.name);
      try {
        const attachment = await upload(file);
        setSent((before) => [...before, attachment]);
        onAttached();
      } catch (refused) {
        setError(refused);
      }
    }
    setBusy('');
    if (input.current) input.current.value = '';
  };
  return (
    <div className="attach-form">
      <label className="usa-label" htmlFor={id}>
        {label}
      </label>
      <p className="usa-hint" id={`${id}-hint`}>
        {t('attach.hint')}
      </p>
      <FileBox
        inputRef={input}
        named={false}
        id={id}
        multiple
        aria-describedby={`${id}-hint`}
        disabled={busy !== ''}
        onChange={(event) => void attach([...(event.target.files ?? [])])}
      />
      <div role="status">
        {busy && <p>{t('attach.sending')}</p>}
        {sent.map((attachment) => (
          <p key={attachment.id} className="attach-form__sent">
            {t('attach.sent', { name: attachment.name })}
            <MetadataNote attachment={attachment} />
          </p>
        ))}
      </div>
      {tooLarge && <Note kind="error" slim live title={t('attach.tooLarge', { name: tooLarge })} />}
      {error !== null && <ProblemNote error={error} />}
    </div>
  );
}
