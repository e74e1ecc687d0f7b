import { TextInput } from '@trussworks/react-uswds';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { markOf, PRESENT, presenceOfKey, type Listed, type Mark, type Marks, type Presence } from './sheet';

const EXCEPTIONS = ['absent', 'late', 'excused'] as const satisfies readonly Presence[];
const REASON_LENGTH = 100;

export const reasonId = (person: string) => `reason-${person}`;
const boxId = (person: string) => `there-${person}`;

interface Props {
  listed: readonly Listed[];
  marks: Marks;
  onChange: (marks: Marks) => void;
  /** Whose missing reason is pointed at. */
  missing: string | undefined;
}

/** Everybody is ticked as present; one tap or key says who was not, and how. */
export function AttendanceSheet({ listed, marks, onChange, missing }: Props) {
  const { t } = useTranslation();
  if (listed.length === 0) return <p>{t('activities.nobody')}</p>;
  const set = (person: string, mark: Mark) => onChange({ ...marks, [person]: mark });
  const go = (person: string, step: number) => {
    const next = listed[listed.findIndex((one) => one.person === person) + step];
    if (next) document.getElementById(boxId(next.person))?.focus();
  };
  return (
    <ul className="ticks">
      {listed.map((one) => (
        <Row
          key={one.person}
          one={one}
          mark={markOf(marks, one.person)}
          missing={missing === one.person}
          onMark={(mark) => set(one.person, mark)}
          onStep={(step) => go(one.person, step)}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  one: Listed;
  mark: Mark;
  missing: boolean;
  onMark: (mark: Mark) => void;
  onStep: (step: number) => void;
}

function Row({ one, mark, missing, onMark, onStep }: RowProps) {
  const { t } = useTranslation();
  const { person, name } = one;
  const choose = (presence: Presence) => {
    onMark({ ...mark, presence });
    // Drawn first: the box for the reason is there only then.
    if (presence === 'excused') requestAnimationFrame(() => document.getElementById(reasonId(person))?.focus());
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const presence = presenceOfKey(event.key);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!presence && step === 0) return;
    event.preventDefault();
    if (presence) choose(presence);
    else onStep(step);
  };
  const told = mark.presence !== 'present';
  return (
    <li className={`tick tick--${mark.presence}`}>
      <div className="usa-checkbox tick__box">
        <input
          className="usa-checkbox__input"
          type="checkbox"
          id={boxId(person)}
          name={boxId(person)}
          checked={!told}
          onChange={(event) => onMark(event.target.checked ? PRESENT : { ...mark, presence: 'absent' })}
          onKeyDown={onKey}
        />
        <label className="usa-checkbox__label" htmlFor={boxId(person)}>
          {name}
          {one.guest && <span className="tick__guest"> {t('activities.guest')}</span>}
        </label>
      </div>
      {told && (
        <div className="tick__how" role="group" aria-label={t('activities.how', { name })}>
          {EXCEPTIONS.map((presence) => (
            <button key={presence} type="button" className="chip" aria-pressed={mark.presence === presence} onClick={() => choose(presence)}>
              {t(`activities.presence.${presence}`)}
            </button>
          ))}
        </div>
      )}
      {mark.presence === 'excused' && (
        <TextInput
          id={reasonId(person)}
          name={reasonId(person)}
          type="text"
          className="tick__reason"
          maxLength={REASON_LENGTH}
          aria-label={t('activities.reason', { name })}
          aria-invalid={missing || undefined}
          placeholder={t('activities.reasonHere')}
          value={mark.reason}
          onChange={(event) => onMark({ ...mark, reason: event.target.value })}
          onKeyDown={(event) => {
            // On to the next person; the form is sent by its button.
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            onStep(1);
          }}
        />
      )}
    </li>
  );
}
