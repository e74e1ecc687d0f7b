import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ControlProps } from './field';

export interface Option {
  id: string;
  name: string;
  detail?: ReactNode;
}

interface Props {
  control: ControlProps;
  /** What stands in the box while nothing is typed: the name of what is chosen. */
  chosen: string;
  options: readonly Option[];
  loading: boolean;
  onType: (text: string) => void;
  onChoose: (option: Option) => void;
  onClear: () => void;
  placeholder?: string;
}

/** A text box with a list of what the server finds (the ARIA combobox pattern with a list box). */
export function ComboBox({ control, chosen, options, loading, onType, onChoose, onClear, placeholder }: Props) {
  const { t } = useTranslation();
  const listId = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);

  const shown = open && typed !== null;
  const choose = (option: Option) => {
    onChoose(option);
    setTyped(null);
    setOpen(false);
    setActive(-1);
  };
  const leave = () => {
    setOpen(false);
    setActive(-1);
    if (typed !== null && typed.trim() === '' && chosen) onClear();
    setTyped(null);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (typed === null) {
        setTyped('');
        onType('');
      }
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((before) => (options.length === 0 ? -1 : before < 0 && step < 0 ? options.length - 1 : (before + step + options.length) % options.length));
    } else if (event.key === 'Enter' && shown) {
      const option = options[active] ?? (options.length === 1 ? options[0] : undefined);
      // While the list is open, Enter chooses and never sends the form.
      event.preventDefault();
      if (option && !loading) choose(option);
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      setTyped(null);
    }
  };

  return (
    <div className="combo">
      <input
        {...control}
        ref={input}
        className={`usa-input combo__input ${control['aria-invalid'] ? 'usa-input--error' : ''}`}
        type="text"
        role="combobox"
        autoComplete="off"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={listId}
        aria-activedescendant={shown && active >= 0 ? `${listId}-${active}` : undefined}
        placeholder={placeholder}
        value={typed ?? chosen}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          setTyped(event.target.value);
          setOpen(true);
          setActive(-1);
          onType(event.target.value);
        }}
        onKeyDown={onKey}
        onBlur={leave}
      />
      {chosen && (
        <button
          type="button"
          className="combo__clear"
          aria-label={t('common.clear')}
          onClick={() => {
            onClear();
            setTyped(null);
            input.current?.focus();
          }}
        >
          ×
        </button>
      )}
      <ul className="combo__list" id={listId} role="listbox" aria-label={t('common.found')} hidden={!shown}>
        {options.map((option, index) => (
          <li
            key={option.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            className={`combo__option ${index === active ? 'combo__option--active' : ''}`}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(option);
            }}
          >
            <span>{option.name}</span>
            {option.detail && <span className="combo__detail">{option.detail}</span>}
          </li>
        ))}
        {options.length === 0 && (
          <li className="combo__none" role="option" aria-disabled="true" aria-selected="false">
            {loading ? t('common.loading') : t('common.nothingFound')}
          </li>
        )}
      </ul>
      <span className="usa-sr-only" aria-live="polite">
        {shown && !loading ? t('common.foundCount', { count: options.length }) : ''}
      </span>
    </div>
  );
}
