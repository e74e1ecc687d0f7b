import { useTranslation } from 'react-i18next';
import type { Clock, Schema } from '../api/types';
import { useDates } from '../lib/use_dates';

/** Whether it still counts, or rests and goes on; the others are done or over. */
export function isCurrent(clock: Clock): boolean {
  return clock.state === 'running' || clock.state === 'paused';
}

/** The deadlines of a matter; each says why it is that day. */
export function ClockList({ clocks }: { clocks: readonly Clock[] }) {
  const { t } = useTranslation();
  return (
    <ul className="clocks">
      {clocks.map((clock) => (
        <li key={`${clock.name}-${clock.startedAt}`} className={`clock ${clock.late ? 'clock--late' : ''} clock--${clock.state}`}>
          <p className="clock__title">
            {clock.title}
            <span className="clock__owner">{clock.owedByRaiser ? t('clock.byRaiser') : t('clock.byUnit')}</span>
          </p>
          <p className="clock__due">
            {clock.state === 'paused' ? t('clock.paused') : <Due clock={clock} running={clock.state === 'running'} />}
            {clock.late && <strong className="badge badge--late">{t('clock.late')}</strong>}
            {clock.state === 'stopped' && <span className="badge">{t('clock.stopped')}</span>}
            {clock.state === 'over' && <span className="badge">{t('clock.over')}</span>}
          </p>
          <Because because={clock.because} rule={clock.rule} source={clock.source} />
        </li>
      ))}
    </ul>
  );
}

/** The deadlines that would run, or have begun to. */
export function PromiseList({ clocks }: { clocks: readonly Schema<'ClockPromise'>[] }) {
  return (
    <ul className="clocks">
      {clocks.map((clock) => (
        <li key={clock.name} className="clock">
          <p className="clock__title">{clock.title}</p>
          <p className="clock__due">
            <Due clock={clock} running />
          </p>
          <Because because={clock.because} />
        </li>
      ))}
    </ul>
  );
}

function Due({ clock, running }: { clock: { due: string; dueDay: string }; running: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  const due = dates.deadline(clock.due, clock.dueDay);
  return <time dateTime={clock.due}>{running ? t('clock.by', { due }) : due}</time>;
}

function Because({ because, rule, source }: { because: string; rule?: string; source?: string }) {
  const { t } = useTranslation();
  if (!because) return null;
  return (
    <details className="because">
      <summary>{t('clock.why')}</summary>
      <p>{because}</p>
      {source && (
        <p className="because__source">
          {source}
          {rule && (
            <>
              {' '}
              · <code>{rule}</code>
            </>
          )}
        </p>
      )}
    </details>
  );
}
