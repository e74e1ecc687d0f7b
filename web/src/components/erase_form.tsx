import { Button, Checkbox } from '@trussworks/react-uswds';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/types';
import { Note } from './note';

interface Props {
  kinds: readonly Schema<'HeldKind'>[];
  busy: boolean;
  done: boolean;
  onErase: (data: string[]) => void;
}

/** Chooses what goes, asks once more, and erases. */
export function EraseForm({ kinds, busy, done, onErase }: Props) {
  const { t } = useTranslation();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState(false);
  const chosen = kinds.filter((held) => ticked.includes(held.data));
  const names = chosen.map((held) => held.title).join(t('common.listComma'));
  return (
    <section aria-labelledby="erase-title">
      <h3 id="erase-title">{t('held.erase.title')}</h3>
      <p role="status">{done && chosen.length === 0 ? t('held.erase.done') : ''}</p>
      {kinds.length === 0 && <p>{t('held.erase.nothing')}</p>}
      {kinds.length > 0 && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setAsking(chosen.length > 0);
          }}
        >
          <fieldset className="usa-fieldset">
            <legend className="usa-legend">{t('held.erase.choose')}</legend>
            {kinds.map((held) => (
              <Checkbox
                key={held.data}
                id={`erase-${held.data}`}
                name="erase"
                label={held.title}
                checked={ticked.includes(held.data)}
                onChange={(event) => {
                  setTicked(event.target.checked ? [...ticked, held.data] : ticked.filter((one) => one !== held.data));
                  setAsking(false);
                }}
              />
            ))}
          </fieldset>
          {!asking && (
            <div className="form__actions">
              <Button type="submit" outline disabled={chosen.length === 0 || busy}>
                {t('held.erase.next')}
              </Button>
            </div>
          )}
        </form>
      )}
      {asking && chosen.length > 0 && (
        <Note kind="warning" live title={t('held.erase.sureTitle')}>
          <p>{t('held.erase.sure', { what: names })}</p>
          {ticked.includes('identity') && <p>{t('held.erase.identity')}</p>}
          <p className="activity-acts">
            <Button
              type="button"
              secondary
              disabled={busy}
              onClick={() => {
                onErase(chosen.map((held) => held.data));
                setAsking(false);
              }}
            >
              {t('held.erase.yes')}
            </Button>
            <Button type="button" outline disabled={busy} onClick={() => setAsking(false)}>
              {t('held.erase.no')}
            </Button>
          </p>
        </Note>
      )}
    </section>
  );
}
