import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileBox } from './file_box';
import { LARGEST_FILE_BYTES, type Upload } from './file_ask';
import { Note } from './note';
import { ProblemNote } from './problem_note';

interface Props {
  id: string;
  label: string;
  upload: Upload;
  onAttached: () => void;
}

/** Attaches files one after the other and says of each what became of it. */
export function AttachForm({ id, label, upload, onAttached }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState('');
  const [sent, setSent] = useState<string[]>([]);
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
        setSent((before) => [...before, attachment.name]);
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
        {sent.map((name, index) => (
          <p key={index} className="attach-form__sent">
            {t('attach.sent', { name })}
          </p>
        ))}
      </div>
      {tooLarge && <Note kind="error" slim live title={t('attach.tooLarge', { name: tooLarge })} />}
      {error !== null && <ProblemNote error={error} />}
    </div>
  );
}
