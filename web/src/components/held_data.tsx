import { Button } from '@trussworks/react-uswds';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../api/client';
import type { Schema } from '../api/types';
import { useDates } from '../lib/use_dates';
import { EraseForm } from './erase_form';
import { SourceNote } from './source_note';

type Held = Schema<'HeldKind'>;

interface Props {
  kinds: readonly Held[];
  /** Of the file that is downloaded, without its ending. */
  fileName: string;
  whole: object;
  busy: boolean;
  erased: boolean;
  onErase: (data: string[]) => void;
}

/** Each kind of data that is held on a person: what it says, how long it stays and by which rule, and what can be erased. */
export function HeldData({ kinds, fileName, whole, busy, erased, onErase }: Props) {
  const { t } = useTranslation();
  const there = kinds.filter((held) => held.rows > 0 || held.erasedAt !== null);
  return (
    <>
      {there.length === 0 && <p>{t('held.none')}</p>}
      {there.map((held) => (
        <HeldPart key={held.data} held={held} />
      ))}
      <p>
        <Button
          type="button"
          outline
          onClick={() => saveFile(new Blob([JSON.stringify(whole, null, 2)], { type: 'application/json' }), `${fileName}.json`)}
        >
          {t('held.download')}
        </Button>
      </p>
      <EraseForm kinds={there.filter((held) => held.erasable === 'now')} busy={busy} done={erased} onErase={onErase} />
    </>
  );
}

function HeldPart({ held }: { held: Held }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <section className="held" aria-labelledby={`held-${held.data}`}>
      <h3 id={`held-${held.data}`}>{held.title}</h3>
      {held.erasedAt !== null && <p>{t('held.erasedAt', { when: dates.instant(held.erasedAt) })}</p>}
      {held.rows > 0 && (
        <>
          <p>
            {t('held.rows', { count: held.rows })}
            {held.internal > 0 && <> · {t('held.internal', { count: held.internal })}</>}
            <br />
            {held.rule ? t('held.kept', { keep: held.rule.keep, after: held.rule.after }) : t('held.noRule')}{' '}
            {held.rule?.then}
            <br />
            <strong>{t(`held.may.${held.erasable}`)}</strong> {held.until !== null && t('held.until', { day: dates.day(held.until) })}
          </p>
          {held.content.length > 0 && (
            <details className="because">
              <summary>
                {t('held.content')}
                <span className="usa-sr-only">
                  {t('common.colon')}
                  {held.title}
                </span>
              </summary>
              <ul className="held__content">
                {held.content.map((row, index) => (
                  <li key={index}>
                    <Values row={row} />
                  </li>
                ))}
              </ul>
            </details>
          )}
          {held.rule && <SourceNote source={held.rule.source} />}
        </>
      )}
    </section>
  );
}

/** The values as they are kept; names of fields are those of the download. */
function Values({ row }: { row: Record<string, unknown> }) {
  return (
    <dl className="held__row">
      {Object.entries(row)
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt lang="en">{name}</dt>
            <dd>{typeof value === 'object' ? <Values row={value as Record<string, unknown>} /> : String(value)}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Where every rule of retention stands. */
export function RetentionLink() {
  const { t } = useTranslation();
  return <Link to="/rules/retention">{t('retention.title')}</Link>;
}
