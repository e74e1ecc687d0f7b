import type { ChangeEvent, InputHTMLAttributes, Ref } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'className' | 'value' | 'required'> & {
  /** Told to the reader by the label, which marks what is optional. */
  required?: boolean | undefined;
  inputRef?: Ref<HTMLInputElement>;
  /** Whether the box says what was chosen; not where the files are sent at once and listed beside it. */
  named?: boolean;
};

/** A box for files: chosen or dropped. The browser's own words are in the browser's language; these are in the reader's. */
export function FileBox({ inputRef, named = true, onChange, ...control }: Props) {
  const { t } = useTranslation();
  const [names, setNames] = useState<string[]>([]);
  const change = (event: ChangeEvent<HTMLInputElement>) => {
    setNames([...(event.target.files ?? [])].map((file) => file.name));
    onChange?.(event);
  };
  return (
    <div className="file-box">
      <span aria-hidden="true">{named && names.length > 0 ? names.join(t('common.listComma')) : t('attach.box')}</span>
      <input {...control} ref={inputRef} type="file" className="file-box__input" onChange={change} />
    </div>
  );
}
